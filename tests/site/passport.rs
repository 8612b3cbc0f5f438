//! Hosts that have nothing to give: the login, and the one that is led to.

use super::answer::Answer;
use super::ask::Ask;

/// The login, wherever one came from.
pub fn answer(ask: &Ask) -> Answer {
    match &*ask.path {
        "/login" => Answer::html(200, LOGIN.to_owned()),
        _ => Answer::redirect(302, "https://passport.csdn.net/login"),
    }
}

/// A page without an article: whoever was led here must say so.
pub fn elsewhere(_: &Ask) -> Answer {
    Answer::html(200, "<!DOCTYPE html><title>别处</title><p>这里什么也没有。</p>".to_owned())
}

const LOGIN: &str = "<!DOCTYPE html>
<html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><title>CSDN-登录</title></head>
<body><div id=\"app\"><div class=\"login-box\"><h2>登录</h2>
<form><input type=\"text\" placeholder=\"手机号/邮箱/用户名\"><input type=\"password\" placeholder=\"密码\">
<button>登录</button></form></div></div></body></html>
";
