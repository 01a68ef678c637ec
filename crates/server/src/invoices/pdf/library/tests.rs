use super::*;

/// The fonts for tests, a few characters each.
fn fonts() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fonts/test")
}

/// A folder of one test that is gone when the test is.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path =
            std::env::temp_dir().join(format!("portico-fonts-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // A folder that stays behind is no reason to fail.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn problem(folder: &Path) -> String {
    Library::read(Some(folder)).err().expect("a problem")
}

/// The name of the file a character is printed with.
fn file_of(library: &Library, c: char, weight: Weight) -> Option<String> {
    let mut faces = library.families().iter().flat_map(|it| it.faces(weight));
    let face = &library.faces()[faces.find(|it| library.faces()[*it].has(c))?];
    let path = &library.files[face.file].path;
    Some(path.file_name().unwrap_or_default().to_str()?.to_owned())
}

#[test]
fn a_folder_without_fonts_is_a_mistake() {
    let folder = Folder::new("empty");
    let name = folder.0.display().to_string();
    assert_eq!(
        problem(&folder.0),
        format!("fonts: there is no font in {name}")
    );
    let gone = folder.0.join("gone");
    let expected = format!("fonts: cannot read {name}/gone: ");
    assert!(problem(&gone).starts_with(&expected), "{}", problem(&gone));
}

#[test]
fn what_is_no_font_does_not_keep_the_others_from_being_used() {
    let folder = Folder::new("mixed");
    std::fs::write(folder.0.join("0-text.ttf"), "not a font").unwrap();
    std::fs::write(folder.0.join("1-empty.otf"), "").unwrap();
    let hebrew = std::fs::read(fonts().join("hebrew.ttf")).unwrap();
    std::fs::write(folder.0.join("2-half.ttf"), &hebrew[..hebrew.len() / 2]).unwrap();
    std::fs::write(folder.0.join("readme.txt"), "not a font").unwrap();
    assert!(problem(&folder.0).starts_with("fonts: there is no font in "));
    // Folders in the folder count.
    std::fs::create_dir_all(folder.0.join("more")).unwrap();
    std::fs::write(folder.0.join("more/hebrew.TTF"), hebrew).unwrap();
    let library = Library::read(Some(&folder.0)).unwrap();
    let file = file_of(&library, 'ש', Weight::Regular);
    assert_eq!(file.as_deref(), Some("hebrew.TTF"));
}

#[test]
fn a_font_that_may_not_be_embedded_is_not_used() {
    let folder = Folder::new("restricted");
    let mut hebrew = std::fs::read(fonts().join("hebrew.ttf")).unwrap();
    // The list of tables: a tag, a checksum, an offset and a length each. `fsType` is 8 bytes into "OS/2"; 2 forbids.
    let record = hebrew.windows(4).position(|it| it == b"OS/2").unwrap();
    let offset = hebrew[record + 8..record + 12].try_into().unwrap();
    let offset = u32::from_be_bytes(offset) as usize;
    hebrew[offset + 9] = 2;
    std::fs::write(folder.0.join("hebrew.ttf"), hebrew).unwrap();
    assert!(problem(&folder.0).starts_with("fonts: there is no font in "));
}

#[test]
fn every_kind_of_file_is_read() {
    let library = Library::read(Some(&fonts())).unwrap();
    for (c, regular, strong) in [
        ('a', "", ""),
        ('م', "", ""),
        ('ש', "hebrew.ttf", "hebrew-semibold.ttf"),
        ('佐', "japanese-devanagari.ttc", "japanese-devanagari.ttc"),
        ('श', "japanese-devanagari.ttc", "japanese-devanagari.ttc"),
        ('김', "korean.otf", "korean.otf"),
        ('ส', "thai-variable.ttf", "thai-variable.ttf"),
    ] {
        let file = |weight| file_of(&library, c, weight).unwrap();
        assert_eq!(file(Weight::Regular), regular, "{c}");
        assert_eq!(file(Weight::Strong), strong, "{c}");
    }
    assert_eq!(file_of(&library, 'ক', Weight::Regular), None);
}

#[test]
fn a_weight_that_can_be_chosen_is_chosen() {
    let library = Library::read(Some(&fonts())).unwrap();
    let chosen = |weight| {
        let mut faces = library.families().iter().map(|it| it.faces(weight)[0]);
        let face = faces.find(|it| library.faces()[*it].has('ส')).unwrap();
        library.faces()[face].weight
    };
    assert_eq!(chosen(Weight::Regular), Some(400.0));
    assert_eq!(chosen(Weight::Strong), Some(600.0));
}

#[test]
fn no_file_is_kept_before_it_is_needed() {
    let library = Library::read(Some(&fonts())).unwrap();
    let kept = |library: &Library| {
        let files = library.files.iter().filter(|it| it.bytes.get().is_some());
        files.map(|it| it.path.clone()).collect::<Vec<_>>()
    };
    // The program's own four.
    assert_eq!(kept(&library), [const { PathBuf::new() }; 4]);
    let face = library.faces().iter().find(|it| it.has('김')).unwrap();
    assert!(library.bytes(face).is_some());
    assert_eq!(kept(&library)[4..], [fonts().join("korean.otf")]);
}
