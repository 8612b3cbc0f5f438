//! Hosts without articles: the login page and the foreign site.

use crate::request::SiteRequest;
use crate::response::SiteResponse;

/// Responds with the login page.
pub fn respond(request: &SiteRequest) -> SiteResponse {
    match &*request.path {
        "/login" => SiteResponse::html(200, LOGIN.to_owned()),
        _ => SiteResponse::redirect(302, "https://passport.csdn.net/login"),
    }
}

/// Responds with a page without an article.
pub fn foreign_host(_: &SiteRequest) -> SiteResponse {
    SiteResponse::html(200, "<!DOCTYPE html><title>别处</title><p>这里什么也没有。</p>".to_owned())
}

const LOGIN: &str = "<!DOCTYPE html>
<html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><title>CSDN-登录</title></head>
<body><div id=\"app\"><div class=\"login-box\"><h2>登录</h2>
<form><input type=\"text\" placeholder=\"手机号/邮箱/用户名\"><input type=\"password\" placeholder=\"密码\">
<button>登录</button></form></div></div></body></html>
";
