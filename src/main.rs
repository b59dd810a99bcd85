//! The `biform` command.
#![allow(clippy::unwrap_used, clippy::print_stderr, missing_docs)]

fn main() {
    let mut args = std::env::args().skip(1);
    let (model, out) = (args.next().unwrap(), args.next().unwrap());
    let bytes = std::fs::read(&model).unwrap();
    let document: serde_json::Value = serde_yaml::from_slice(&bytes).unwrap();
    let catalogue = biform::kinds::Catalogue::new();
    let environments = biform::resolve::resolve(&document).unwrap_or_else(|e| {
        eprintln!("{e:#?}");
        std::process::exit(2)
    });
    let lowered = biform::lowering::plans(&environments, &catalogue);
    let name = std::path::Path::new(&model).file_name().unwrap().to_str().unwrap().to_owned();
    let blueprint =
        biform::lowering::blueprint(&name, &environments, &lowered, &catalogue).unwrap_or_else(|e| {
            eprintln!("{e:#?}");
            std::process::exit(2)
        });
    for l in &lowered {
        assert_eq!(
            l.plan.clone().normalised(),
            biform::lowering::unified(&lowered, &catalogue).unwrap().plan_for(&l.resolved.name),
            "law {}",
            l.resolved.name
        );
    }
    for target in biform::targets::TARGETS {
        let tree = target.render(&blueprint).unwrap();
        let dir = camino::Utf8PathBuf::from(&out).join(target.name());
        let provenance = biform::output::Provenance { model: name.clone(), target: target.name().to_owned() };
        let options = biform::output::WriteOptions { force: true, prune: true, dry_run: false };
        biform::output::write(&tree, &dir, &provenance, options).unwrap();
    }
}
