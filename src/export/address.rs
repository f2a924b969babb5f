//! How files for machines name places: by whole addresses where the site's is known.

/// The site's address, if it is known, ending in `/`.
#[derive(Clone, Copy)]
pub(super) struct Address<'a>(pub(super) Option<&'a str>);

/// Stands for the host that is not known; never a real one (RFC 2606).
const NOWHERE: &str = "faqtual.invalid";

impl Address<'_> {
    /// A path below the output folder as a whole address.
    pub(super) fn whole(&self, path: &str) -> Option<String> {
        self.0.map(|base| format!("{base}{path}"))
    }

    /// A link from one file of the site to another: whole, else relative.
    pub(super) fn link(&self, from: &str, path: &str) -> String {
        self.whole(path).unwrap_or_else(|| format!("{}{path}", crate::model::route::root_of(from)))
    }

    /// A name that stays: the whole address, else a tag URI (RFC 4151) of the path.
    pub(super) fn name(&self, path: &str) -> String {
        self.whole(path).unwrap_or_else(|| format!("tag:{NOWHERE},2025:{path}"))
    }

    /// The host.
    pub(super) fn host(&self) -> String {
        let url = self.0.and_then(|base| url::Url::parse(base).ok());
        url.as_ref().and_then(url::Url::host_str).unwrap_or(NOWHERE).to_owned()
    }
}
