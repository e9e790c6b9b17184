//! The loader of every release is served for ever, byte for byte: host pages name it by its hash and its integrity, and are not
//! asked again. `vectors/loaders/manifest.json` says which release has which.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use aws_lc_rs::digest::{SHA256, SHA384, digest};
use base64::{Engine, prelude::BASE64_STANDARD};
use bedside_server::{loader_integrity, loader_path};
use serde_json::Value;

use crate::app::TestApp;

fn vectors() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../vectors")
}

/// Release → hash and integrity.
fn manifest() -> BTreeMap<String, (String, String)> {
    let text = std::fs::read_to_string(vectors().join("loaders/manifest.json")).unwrap();
    let releases: BTreeMap<String, Value> = serde_json::from_str(&text).unwrap();
    let text = |value: &Value| value.as_str().expect("hash and integrity are texts").to_owned();
    releases
        .iter()
        .map(|(name, loader)| (name.clone(), (text(&loader["hash"]), text(&loader["integrity"]))))
        .collect()
}

fn frozen(hash: &str) -> Vec<u8> {
    let path = vectors().join("loaders").join(hash).join("loader.js");
    std::fs::read(&path)
        .unwrap_or_else(|error| panic!("{}: {error}; a released loader stays", path.display()))
}

fn path(hash: &str) -> String {
    format!("/embed/v1/{hash}/loader.js")
}

#[test]
fn a_frozen_loader_is_what_its_release_says() {
    for (release, (hash, integrity)) in manifest() {
        let bytes = frozen(&hash);
        let found: String =
            digest(&SHA256, &bytes).as_ref()[..8].iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(found, hash, "{release}");
        let found = format!("sha384-{}", BASE64_STANDARD.encode(digest(&SHA384, &bytes)));
        assert_eq!(found, integrity, "{release}");
    }
}

#[test]
fn every_release_with_stored_data_has_its_loader_and_the_newest_is_the_one_of_this_build() {
    let manifest = manifest();
    for release in std::fs::read_dir(vectors().join("stored")).unwrap() {
        let release = release.unwrap().file_name().into_string().unwrap();
        assert!(manifest.contains_key(&release), "the loader of {release} is gone from the manifest");
    }
    let (hash, integrity) = &manifest[env!("CARGO_PKG_VERSION")];
    let advice = "run `cargo xtask generate` and commit vectors/loaders/";
    assert_eq!(loader_path(), path(hash), "{advice}");
    assert_eq!(loader_integrity(), *integrity, "{advice}");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_loader_is_served_unchanged_and_a_stranger_is_not() {
    let app = TestApp::start().await;
    for (release, (hash, _)) in manifest() {
        let answer = app.door().raw("GET", &path(&hash), &[], "").await;
        assert_eq!(answer.status, 200, "{release}");
        assert_eq!(answer.text.as_bytes(), frozen(&hash), "{release}");
        for (name, value) in [
            ("content-type", "text/javascript; charset=utf-8"),
            ("cache-control", "public, max-age=31536000, immutable"),
            ("access-control-allow-origin", "*"),
            ("cross-origin-resource-policy", "cross-origin"),
            ("vary", "Accept-Encoding"),
        ] {
            assert_eq!(answer.headers[name], value, "{release}: {name}");
        }
        assert!(!answer.headers.contains_key("set-cookie"), "{release}");
        let packed = app.door().exchange("GET", &path(&hash), &[("accept-encoding", "br")], "").await;
        assert_eq!(packed.headers()["content-encoding"], "br", "{release}");
    }
    for stranger in ["0000000000000000", "manifest.json", "..%2Fpanel", "%2e%2e", ""] {
        let answer = app.door().raw("GET", &path(stranger), &[], "").await;
        assert_eq!(answer.status, 404, "{stranger}");
    }
}
