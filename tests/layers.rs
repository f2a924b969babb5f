//! Holds the code to the table of layers in the crate's docs.

#![allow(clippy::unwrap_used, clippy::panic, reason = "what tests share may fail loudly")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The layer of each module, and the highest layer it may import.
fn table() -> BTreeMap<String, (u32, u32)> {
    let docs = fs::read_to_string("src/lib.rs").unwrap();
    let mut table = BTreeMap::new();
    for line in docs.lines().filter_map(|line| line.strip_prefix("//! | ")) {
        let cells: Vec<&str> = line.trim_end_matches(" |").split(" | ").collect();
        let [layer, modules, imports] = cells.as_slice() else { continue };
        let Ok(layer) = layer.parse::<u32>() else { continue };
        let highest = imports.rsplit('-').next().unwrap().parse().unwrap();
        for module in modules.split(", ") {
            table.insert(module.to_owned(), (layer, highest));
        }
    }
    table
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// The top module that a file belongs to: `src/parse/yaml.rs` to `parse`.
fn module_of(path: &Path) -> String {
    let inside = path.strip_prefix("src").unwrap();
    inside.iter().next().unwrap().to_str().unwrap().trim_end_matches(".rs").to_owned()
}

/// The modules of the library that a file's code names by `crate::`, its tests left out.
fn imports(text: &str) -> Vec<String> {
    let code = text.split("#[cfg(test)]").next().unwrap();
    let lines = code.lines().map(str::trim_start).filter(|line| !line.starts_with("//"));
    let mut found = Vec::new();
    for line in lines {
        for rest in line.split("crate::").skip(1) {
            let name: String =
                rest.chars().take_while(|character| character.is_alphanumeric() || *character == '_').collect();
            found.push(name);
        }
    }
    found
}

#[test]
fn imports_go_down_only() {
    let table = table();
    assert!(table.len() >= 10, "the table was not found");
    let mut seen = 0;
    for path in rust_files(Path::new("src")) {
        let module = module_of(&path);
        if ["lib", "main", "cli", "io"].contains(&module.as_str()) {
            continue;
        }
        let (layer, highest) = *table.get(&module).unwrap_or_else(|| panic!("`{module}` stands in no layer"));
        for import in imports(&fs::read_to_string(&path).unwrap()) {
            let Some((other, _)) = table.get(&import) else { continue };
            seen += 1;
            let allowed = import == module || *other <= highest;
            assert!(allowed, "{}: layer {layer} may not import `{import}` (layer {other})", path.display());
        }
    }
    assert!(seen > 50, "hardly any import was seen");
}

/// The edge is declared in the binary only, so that the library cannot reach it.
#[test]
fn the_library_declares_no_edge() {
    let library = fs::read_to_string("src/lib.rs").unwrap();
    for edge in ["mod io", "mod cli"] {
        assert!(!library.contains(edge), "{edge}");
    }
}

/// The core has no clock, no environment, no disk and no network.
#[test]
fn the_core_touches_nothing_outside() {
    for path in rust_files(Path::new("src")) {
        let module = module_of(&path);
        if ["main", "cli", "io"].contains(&module.as_str()) {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap();
        for world in ["std::fs", "std::env", "std::net", "std::process", "SystemTime", "Instant::now", "std::io"] {
            assert!(!code.contains(world), "{} names {world}", path.display());
        }
    }
}

/// Each wide package is named in the one file that the docs tell.
#[test]
fn packages_stay_behind_one_file() {
    let homes = [
        ("serde_yaml", &["src/parse/yaml.rs"][..]),
        ("tera::", &["src/render/faults.rs", "src/render/theme.rs"]),
        ("fast_qr::", &["src/render/qr.rs"]),
        ("ammonia::", &["src/render/raw_html.rs"]),
        (
            "pulldown_cmark",
            &["src/export/markdown.rs", "src/parse/markdown.rs", "src/render/html.rs", "src/render/raw_html.rs"],
        ),
        ("resvg::", &["src/render/picture/draw.rs"]),
        ("skrifa::", &["src/render/picture/fit.rs"]),
        ("html5gum::", &["src/render/embed/tree.rs"]),
        ("saphyr_parser", &["src/diagnostic/locate.rs"]),
        ("annotate_snippets", &["src/diagnostic/show.rs"]),
        ("walkdir::", &["src/io/load.rs"]),
        ("notify::", &["src/io/watch.rs"]),
        ("dom_query::", &["src/scaffold/import.rs"]),
        ("axum::", &["src/io/http/mod.rs"]),
        ("flate2::", &["src/io/http/packing.rs"]),
        ("ureq::", &["src/io/fetch.rs"]),
        ("robotxt::", &["src/io/fetch.rs"]),
    ];
    for (package, allowed) in homes {
        let users: Vec<String> = rust_files(Path::new("src"))
            .iter()
            .filter(|path| {
                let text = fs::read_to_string(path).unwrap();
                text.lines().any(|line| !line.trim_start().starts_with("//") && line.contains(package))
            })
            .map(|path| path.to_str().unwrap().to_owned())
            .collect();
        assert_eq!(users, allowed, "{package}");
    }
}

fn cargo(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO")).args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// A version as numbers: `1.90` is `[1, 90]`.
fn numbers(version: &str) -> Vec<u32> {
    version.split('.').map(|number| number.parse().unwrap()).collect()
}

/// No package that is built here asks for a newer Rust than our `Cargo.toml` says.
#[test]
fn no_package_asks_for_a_newer_rust() {
    let told = cargo(&["-vV"]);
    let host = told.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
    let metadata = cargo(&["metadata", "--locked", "--offline", "--format-version", "1", "--filter-platform", host]);
    let metadata: serde_json::Value = serde_json::from_str(&metadata).unwrap();
    let oldest = numbers(env!("CARGO_PKG_RUST_VERSION"));
    let packages = metadata["packages"].as_array().unwrap();
    let asks = |package: &serde_json::Value| package["rust_version"].as_str().is_some_and(|one| numbers(one) > oldest);
    let newer: Vec<String> = packages
        .iter()
        .filter(|package| asks(package))
        .map(|package| format!("{} {}", package["name"], package["version"]))
        .collect();
    assert!(packages.len() > 100 && newer.is_empty(), "{newer:?}");
}
