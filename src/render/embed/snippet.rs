//! The few lines that a host pastes in.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha384};

use super::FOLDER;
use super::index::Edition;
use crate::text::xml::escaped;

/// The width in CSS pixels that heights are reckoned for.
pub const WIDTH: u32 = 640;

/// What a sandboxed frame may do: follow links to new tabs, and tell its height.
const SANDBOX: &str = "allow-scripts allow-popups allow-popups-to-escape-sandbox";

/// The integrity of a file (Subresource Integrity).
#[must_use]
pub fn integrity(bytes: &[u8]) -> String {
    format!("sha384-{}", STANDARD.encode(Sha384::digest(bytes)))
}

/// Which version a host asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// Always the newest.
    Latest,
    /// Today's, for ever.
    Pinned,
}

/// How an embed is to look.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// Which version.
    pub choice: Choice,
    /// The level of the first heading, where the host decides.
    pub level: u8,
    /// Whether only the short answer is in sight.
    pub is_closed: bool,
}

/// A snippet for one embed.
pub struct Snippet<'s> {
    /// The site's address, ending in `/`.
    pub base: &'s str,
    /// The id of what is embedded.
    pub id: &'s str,
    /// What is embedded, in a language.
    pub edition: &'s Edition,
    /// The hash and the integrity of the pinned script.
    pub script: (&'s str, &'s str),
    /// How it is to look.
    pub look: Look,
}

impl Snippet<'_> {
    /// The address of a file of the embed.
    fn address(&self, extension: &str) -> String {
        let Self { base, id, edition, .. } = self;
        match self.look.choice {
            Choice::Latest => format!("{base}{FOLDER}{}{id}.{extension}", edition.folder),
            Choice::Pinned => format!("{base}{FOLDER}v/{}/{id}.{extension}", edition.hash),
        }
    }

    /// The script that sets the height of frames and knows the custom element.
    fn loading(&self) -> String {
        let base = escaped(self.base);
        let (hash, integrity) = self.script;
        match self.look.choice {
            Choice::Latest => format!("<script src=\"{base}{FOLDER}embed.js\" async></script>"),
            Choice::Pinned => format!(
                "<script src=\"{base}{FOLDER}v/{}/embed.js\" integrity=\"{integrity}\" crossorigin=\"anonymous\" async></script>",
                hash
            ),
        }
    }

    /// A frame without a script: its height is fixed, and the host's to change.
    #[must_use]
    pub fn frame_alone(&self) -> String {
        let mark = if self.look.is_closed { "#closed" } else { "" };
        format!(
            "<iframe class=\"faqtual\" src=\"{}{mark}\" title=\"{}\" width=\"100%\" height=\"{}\" loading=\"lazy\" \
             referrerpolicy=\"no-referrer\" sandbox=\"{SANDBOX}\"></iframe>",
            escaped(&self.address("html")),
            escaped(&self.edition.title),
            self.edition.height,
        )
    }

    /// A frame and the script that fits its height.
    #[must_use]
    pub fn frame(&self) -> String {
        format!("{}\n{}\n", self.frame_alone(), self.loading())
    }

    /// The custom element, with a link for those who do not get it.
    #[must_use]
    pub fn element(&self) -> String {
        let integrity = match self.look.choice {
            Choice::Latest => String::new(),
            Choice::Pinned => format!(" integrity=\"{}\"", self.edition.integrity),
        };
        let open = if self.look.is_closed { "" } else { " open" };
        format!(
            "<faqtual-embed src=\"{}\"{integrity} level=\"{}\"{open}>\n  <a href=\"{}\">{}</a>\n</faqtual-embed>\n{}\n",
            escaped(&self.address("json")),
            self.look.level,
            escaped(&format!("{}{}", self.base, self.edition.path)),
            escaped(&self.edition.title),
            self.loading(),
        )
    }
}
