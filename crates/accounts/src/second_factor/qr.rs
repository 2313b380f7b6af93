//! A QR code as an SVG without styles, so that the page's policy lets it through.

use qrcodegen::{QrCode, QrCodeEcc};
use std::fmt::Write;

/// Modules of quiet around the code, as the standard asks.
const QUIET: i32 = 4;

/// The picture; `None` when the text is too long for any QR code. `title` is for
/// those who do not see it.
pub(super) fn svg(text: &str, title: &str) -> Option<String> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
    let wide = code.size() + 2 * QUIET;
    let mut path = String::new();
    for y in 0..code.size() {
        for x in (0..code.size()).filter(|x| code.get_module(*x, y)) {
            write!(path, "M{},{}h1v1h-1z", x + QUIET, y + QUIET).ok();
        }
    }
    Some(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {wide} {wide}\" width=\"240\" height=\"240\" \
         role=\"img\" aria-label=\"{title}\" shape-rendering=\"crispEdges\">\
         <path fill=\"#fff\" d=\"M0,0h{wide}v{wide}h-{wide}z\"/><path fill=\"#000\" d=\"{path}\"/></svg>"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_drawn_with_quiet_around_it() {
        let svg = svg("otpauth://totp/klappt:a", "Code").expect("drawn");
        // Version 2 has 25 modules; the finder pattern begins at the quiet zone's corner.
        assert!(svg.contains("viewBox=\"0 0 33 33\""), "{svg}");
        assert!(svg.contains("d=\"M4,4h1v1h-1z"), "{svg}");
        assert!(!svg.contains("style"), "{svg}");
        assert_eq!(super::svg(&"x".repeat(5_000), "Code"), None);
    }
}
