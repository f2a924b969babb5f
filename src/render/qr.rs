//! QR codes (ISO/IEC 18004) as the line of an SVG: paper's way to follow a link.
//!
//! The only file that names `fast_qr`. Takes an address, gives a square and what is dark in it.

use fast_qr::{ECL, QRBuilder};

use super::view::QrView;

/// The quiet zone that readers need around the code, in modules.
const QUIET: usize = 4;

/// The code of an address; `None` when it is too long for one.
pub(super) fn code(address: &str) -> Option<QrView> {
    let code = QRBuilder::new(address).ecl(ECL::M).build().ok()?;
    let side = code.size + 2 * QUIET;
    let mut line = String::new();
    for (row, modules) in (0..code.size).map(|row| (row, &code[row])) {
        let mut end = None;
        for (start, length) in runs(modules.iter().take(code.size).map(|module| module.value())) {
            // Every row is one stroke of width 1 through the middle of its modules, lifted over the light ones.
            match end {
                None => line.push_str(&format!("M{} {}.5h{length}", start + QUIET, row + QUIET)),
                Some(end) => line.push_str(&format!("m{} 0h{length}", start - end)),
            }
            end = Some(start + length);
        }
    }
    Some(QrView { side, line })
}

/// Where dark modules begin, and how many stand side by side.
fn runs(modules: impl Iterator<Item = bool>) -> Vec<(usize, usize)> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for (at, _) in modules.enumerate().filter(|(_, dark)| *dark) {
        match runs.last_mut().filter(|(start, length)| start + length == at) {
            Some((_, length)) => *length += 1,
            None => runs.push((at, 1)),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::{QUIET, code};

    #[test]
    fn a_code_has_its_finders_and_a_quiet_zone() {
        let code = code("https://example.org/settings").unwrap();
        assert_eq!(code.side, 29 + 2 * QUIET, "28 bytes at level M take version 3");
        assert!(code.line.starts_with("M4 4.5h7m"), "{}", code.line);
    }

    #[test]
    fn what_is_too_long_has_none() {
        assert!(code(&"x".repeat(5000)).is_none());
    }
}
