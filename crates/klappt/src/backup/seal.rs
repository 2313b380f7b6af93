//! Sealing for whoever holds the key, in the age format (age-encryption.org/v1): the
//! server knows only the public half, and `age -d -i KEY FILE | gunzip` opens a backup
//! without klappt.

use age::{
    Decryptor, Encryptor,
    secrecy::ExposeSecret,
    stream::{StreamReader, StreamWriter},
    x25519::{Identity, Recipient},
};
use anyhow::{Context, Result, anyhow, bail};
use flate2::{Compression, bufread::GzDecoder, write::GzEncoder};
use std::{
    fs::{self, File, OpenOptions},
    io::{self, BufRead, BufReader, BufWriter, Read, Write},
    path::Path,
};

/// For whom backups are sealed: one public key or several (`age1…`).
#[derive(Clone, Debug)]
pub struct Recipients(Vec<Recipient>);

impl Recipients {
    /// Reads them.
    ///
    /// # Errors
    /// When there is none, or one is no public key.
    pub fn read(texts: &[String]) -> Result<Self> {
        let read = |text: &String| {
            text.trim().parse().map_err(|_| anyhow!("„{text}“ ist kein öffentlicher Schlüssel (age1…)."))
        };
        let all = texts.iter().map(read).collect::<Result<Vec<Recipient>>>()?;
        if all.is_empty() {
            bail!(
                "Für wen soll die Sicherung versiegelt werden? Bitte den öffentlichen Schlüssel angeben \
                 (KLAPPT_BACKUP_RECIPIENT). Ein Paar entsteht mit: klappt backup key new --to DATEI"
            );
        }
        Ok(Self(all))
    }
}

/// Makes a pair: the secret half goes into a file that must not be there yet, the
/// public one is answered.
pub fn new_key(to: &Path) -> Result<String> {
    let identity = Identity::generate();
    let public = identity.to_public().to_string();
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let text = format!("# public key: {public}\n{}\n", identity.to_string().expose_secret());
    options
        .open(to)
        .and_then(|mut file| file.write_all(text.as_bytes()).and_then(|()| file.sync_all()))
        .with_context(|| format!("{} lässt sich nicht anlegen", to.display()))?;
    Ok(public)
}

/// Compresses and seals what is written to it.
pub(super) struct Sealing(GzEncoder<StreamWriter<BufWriter<File>>>);

impl Sealing {
    pub(super) fn new(to: BufWriter<File>, recipients: &Recipients) -> Result<Self> {
        let recipients = recipients.0.iter().map(|r| r as &dyn age::Recipient);
        let sealed = Encryptor::with_recipients(recipients)?.wrap_output(to)?;
        Ok(Self(GzEncoder::new(sealed, Compression::fast())))
    }

    /// Writes the last seal.
    pub(super) fn finish(self) -> Result<BufWriter<File>> {
        Ok(self.0.finish()?.finish()?)
    }
}

impl Write for Sealing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }
    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// The lines inside a sealed backup. At their end nothing may follow, inside the seal
/// or behind it.
pub(super) struct Opened {
    lines: BufReader<GzDecoder<BufReader<StreamReader<BufReader<File>>>>>,
}

/// Opens a sealed backup with the secret half. A key that does not fit is refused with
/// a sentence.
pub(super) fn open(file: File, key: &Path) -> Result<std::result::Result<Opened, String>> {
    let identities = identities(key)?;
    let decryptor = match Decryptor::new_buffered(BufReader::new(file)) {
        Ok(decryptor) => decryptor,
        Err(age::DecryptError::Io(e)) if e.kind() != io::ErrorKind::UnexpectedEof => return Err(e.into()),
        Err(_) => {
            return Ok(Err(
                "Diese Datei ist keine Sicherung von klappt, oder ihr Anfang ist beschädigt.".into()
            ));
        }
    };
    match decryptor.decrypt(identities.iter().map(|i| i as &dyn age::Identity)) {
        Ok(stream) => Ok(Ok(Opened {
            lines: BufReader::new(GzDecoder::new(BufReader::with_capacity(64 * 1024, stream))),
        })),
        Err(age::DecryptError::NoMatchingKeys) => {
            Ok(Err("Der Schlüssel passt nicht zu dieser Sicherung, oder ihr Anfang ist beschädigt.".into()))
        }
        Err(age::DecryptError::Io(e)) if e.kind() != io::ErrorKind::UnexpectedEof => Err(e.into()),
        Err(_) => Ok(Err("Die Sicherung ist beschädigt oder unvollständig (Anfang).".into())),
    }
}

/// The secret keys of a file as `klappt backup key new` and `age-keygen` write it.
fn identities(key: &Path) -> Result<Vec<Identity>> {
    let text =
        fs::read_to_string(key).with_context(|| format!("{} lässt sich nicht lesen", key.display()))?;
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let found = lines
        .map(|line| {
            line.parse()
                .map_err(|_| anyhow!("{} enthält keinen Schlüssel (AGE-SECRET-KEY-…).", key.display()))
        })
        .collect::<Result<Vec<Identity>>>()?;
    if found.is_empty() {
        bail!("{} enthält keinen Schlüssel (AGE-SECRET-KEY-…).", key.display());
    }
    Ok(found)
}

impl Read for Opened {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.lines.read(into)?;
        if read == 0 && !into.is_empty() {
            self.nothing_follows()?;
        }
        Ok(read)
    }
}

impl BufRead for Opened {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.lines.fill_buf()?.is_empty() {
            self.nothing_follows()?;
        }
        self.lines.fill_buf()
    }
    fn consume(&mut self, amount: usize) {
        self.lines.consume(amount);
    }
}

impl Opened {
    /// Reads the seal to its end, which is where it proves that nothing was cut off.
    fn nothing_follows(&mut self) -> io::Result<()> {
        if self.lines.get_mut().get_mut().fill_buf()?.is_empty() {
            Ok(())
        } else {
            Err(io::Error::new(io::ErrorKind::InvalidData, "something follows the end"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A sealed file of many chunks, its key, and the folder they lie in.
    fn sealed(folder: &Path) -> (std::path::PathBuf, std::path::PathBuf, Vec<u8>) {
        fs::create_dir_all(folder).expect("a folder");
        let (file, key) = (folder.join("sealed"), folder.join("key"));
        fs::remove_file(&key).ok();
        let public = new_key(&key).expect("a pair");
        let recipients = Recipients::read(&[public]).expect("a recipient");
        let text: Vec<u8> =
            (0..60_000_u32).flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()).collect();
        let out = BufWriter::new(File::create(&file).expect("a file"));
        let mut sealing = Sealing::new(out, &recipients).expect("a seal");
        sealing.write_all(&text).expect("written");
        sealing.finish().expect("finished").into_inner().expect("flushed");
        (file, key, text)
    }

    fn read_back(bytes: &[u8], key: &Path, folder: &Path) -> Option<Vec<u8>> {
        let path = folder.join("changed");
        fs::write(&path, bytes).expect("a file");
        let mut opened = open(File::open(&path).expect("a file"), key).ok()?.ok()?;
        let mut back = Vec::new();
        opened.read_to_end(&mut back).ok()?;
        Some(back)
    }

    #[test]
    fn what_was_changed_cut_or_swapped_does_not_open() {
        let folder = std::env::temp_dir().join(format!("klappt-seal-{}", std::process::id()));
        let (file, key, text) = sealed(&folder);
        let whole = fs::read(&file).expect("bytes");
        assert!(whole.len() > 3 * 65_552, "several chunks: {}", whole.len());
        assert_eq!(read_back(&whole, &key, &folder).as_deref(), Some(text.as_slice()));

        let head = whole.windows(3).position(|w| w == b"---").expect("a head");
        // Every byte of the head and some of every chunk.
        for at in (0..head + 70).chain((head..whole.len()).step_by(4999)).chain([whole.len() - 1]) {
            let mut changed = whole.clone();
            changed[at] ^= 1;
            assert!(read_back(&changed, &key, &folder).is_none(), "byte {at}");
        }
        for length in [0, 1, head, head + 60, 70_000, whole.len() - 65_536, whole.len() - 1] {
            assert!(read_back(&whole[..length], &key, &folder).is_none(), "cut at {length}");
        }
        assert!(read_back(&[whole.as_slice(), b"x"].concat(), &key, &folder).is_none(), "something follows");
        let first = whole.len() - (whole.len() - head - 50) % 65_552;
        let (one, two) = (first - 2 * 65_552, first - 65_552);
        let swapped = [&whole[..one], &whole[two..first], &whole[one..two], &whole[first..]].concat();
        assert_eq!(swapped.len(), whole.len());
        assert!(read_back(&swapped, &key, &folder).is_none(), "swapped");
        fs::remove_dir_all(&folder).ok();
    }
}
