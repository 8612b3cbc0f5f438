//! Conventions of authors in plain text, and words that editors leave in it.

/// Bullets that authors type at the start of a list item, which already has one (dialect `li-manual`). Circles and boxes
/// that are not filled may be answers or tasks.
pub(crate) const TYPED_BULLETS: [char; 10] = ['•', '●', '■', '◆', '·', '▪', '◦', '‣', '►', '▶'];

/// What follows the number that authors type at the start of a numbered item (dialect `li-manual`).
pub(crate) const TYPED_NUMBER_ENDS: [char; 5] = ['.', '、', ')', '）', '．'];

/// What opens a number in brackets: `（1）`.
pub(crate) const TYPED_NUMBER_STARTS: [char; 2] = ['(', '（'];

/// What closes it.
pub(crate) const TYPED_NUMBER_CLOSERS: [char; 2] = [')', '）'];

/// Notes of editors about an image (dialect `editor-words`).
pub(crate) const EDITOR_NOTES: &[&str] = &[
    "编辑切换为居中",
    "编辑切换为全宽",
    "切换为居中",
    "切换为全宽",
    "添加图片注释，不超过140字（可选）",
    "点击并拖拽以移动",
    "正在上传…重新上传取消",
    "正在上传...重新上传取消",
    "正在上传……重新上传取消",
    "重新上传取消",
];

/// Words on an editor's buttons for an image. Authors use them, too.
pub(crate) const IMAGE_BUTTONS: &[&str] = &["编辑搜图", "编辑"];

/// Words on the buttons of code.
pub(crate) const CODE_BUTTONS: &[&str] =
    &["复制代码", "登录后复制", "AI写代码", "AI生成项目", "运行项目并下载源码"];

/// The kinds of GitHub's alerts.
pub(crate) const ALERT_KINDS: [&str; 5] = ["note", "tip", "important", "warning", "caution"];

/// How the parts of a copyright note start.
pub(crate) const COPYRIGHT_STARTS: [&str; 4] = ["版权声明", "版权协议", "本文链接", "本文为博主"];
