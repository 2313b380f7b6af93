//! The real binary as a child: started, asked over its port, ended.

use serde_json::{Value, json};
use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

/// The binary without any setting of whoever runs the tests, in a folder.
pub fn klappt(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_klappt"));
    command.current_dir(folder).env_clear();
    command
}

/// A folder that goes with its test.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new(name: &str) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("klappt-{name}-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&path).expect("a temporary folder");
        Self(path)
    }
    pub fn path(&self) -> &Path {
        &self.0
    }
    pub fn join(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).ok();
    }
}

/// A child that ends, at the latest when its test does.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

/// A demo that serves on a free port.
pub struct Server {
    child: Running,
    pub port: u16,
    /// What it printed until it served.
    pub said: String,
}

impl Server {
    pub fn start(data: &Path) -> Self {
        Self::start_with(data, &[])
    }

    pub fn start_with(data: &Path, args: &[&str]) -> Self {
        let (child, said) = Self::run_until(data, args, "klappt demo --accounts");
        let address = said.split("http://localhost:").nth(1).expect("an address");
        let port = address.lines().next().and_then(|p| p.trim().parse().ok()).expect("a port");
        Self { child, port, said }
    }

    /// Starts a demo and ends it the moment it says something.
    pub fn kill_when_it_says(data: &Path, words: &str) {
        drop(Self::run_until(data, &[], words));
    }

    fn run_until(data: &Path, args: &[&str], words: &str) -> (Running, String) {
        let child = klappt(&std::env::temp_dir())
            .args(["demo", "--listen", "127.0.0.1:0", "--data"])
            .arg(data)
            .args(args)
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .expect("the binary");
        let mut child = Running(child);
        let mut lines = BufReader::new(child.0.stdout.take().expect("its output")).lines();
        let mut said = String::new();
        for line in lines.by_ref().map_while(Result::ok) {
            said.extend([line.as_str(), "\n"]);
            if line.contains(words) {
                // Somebody has to read on, or the server would wait for its reader.
                std::thread::spawn(move || lines.for_each(drop));
                return (child, said);
            }
        }
        panic!("it ended without saying {words}: {said}");
    }

    /// Ends it as a power failure would; a test that fails does the same.
    pub fn kill(self) {
        drop(self.child);
    }

    /// One request; `None` when the server is gone.
    pub fn ask(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &Value,
    ) -> Option<(u16, Value)> {
        ask(self.port, method, path, headers, body)
    }

    /// A token of the office of Hamm.
    pub fn sign_in(&self, password: &str) -> String {
        let who = json!({"email": "gfs@hamm.example", "password": password});
        let (status, answer) = self.ask("POST", "/api/v1/session", &[], &who).expect("an answer");
        assert_eq!(status, 200, "{answer}");
        answer["token"].as_str().expect("a token").to_owned()
    }
}

/// One request for JSON; `None` when nobody answers.
pub fn ask(
    port: u16,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &Value,
) -> Option<(u16, Value)> {
    let (status, text) = ask_for_text(port, method, path, headers, &body.to_string())?;
    Some((status, serde_json::from_str(&text).unwrap_or(Value::Null)))
}

/// One request; `None` when nobody answers.
pub fn ask_for_text(
    port: u16,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Option<(u16, String)> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(20))).ok()?;
    let mut head = format!(
        "{method} {path} HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {}\r\n",
        body.len()
    );
    for (name, value) in headers {
        head.extend([name, ": ", value, "\r\n"]);
    }
    stream.write_all(format!("{head}\r\n{body}").as_bytes()).ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    let status = answer.split(' ').nth(1)?.parse().ok()?;
    let body = answer.split_once("\r\n\r\n").map(|(_, b)| b).unwrap_or_default();
    Some((status, body.to_owned()))
}
