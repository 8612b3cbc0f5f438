//! Alerts of GitHub: `div.markdown-alert.markdown-alert-note > p.markdown-alert-title`.

use crate::chars::is_space;
use crate::csdn::text::ALERT_KINDS;
use crate::dom::Element;

/// Returns the kind of an alert, in lower case.
pub(crate) fn alert_kind(alert: Element<'_>) -> Option<&'static str> {
    let named =
        |kind: &&str| alert.classes().any(|class| class.strip_prefix("markdown-alert-") == Some(*kind));
    ALERT_KINDS.into_iter().find(named)
}

pub(super) fn is_alert(element: Element<'_>) -> bool {
    alert_kind(element).is_some()
}

/// A title that says only what kind of alert it is.
pub(super) fn is_alert_title(title: Element<'_>) -> bool {
    let kind = title.node().parent_element().and_then(alert_kind);
    kind.is_some_and(|kind| title.text().trim_matches(is_space).eq_ignore_ascii_case(kind))
}
