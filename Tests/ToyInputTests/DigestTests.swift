import Foundation
import ProvisoInput
import Testing

@Suite struct DigestTests {
  /// The examples of FIPS 180-4, and the empty text.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
  ])
  func examples(_ text: String, _ digest: String) {
    #expect(Digest(of: Array(text.utf8)).value == digest)
  }

  @Test func aMillionBytes() {
    #expect(
      Digest(of: Array(repeating: 0x61, count: 1_000_000)).value
        == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }

  /// Every length around the blocks of 64 bytes, beside coreutils.
  @Test func lengths() throws {
    let folder = URL(fileURLWithPath: NSTemporaryDirectory() + "digest-" + UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let texts = (0..<200).map { length in (0..<length).map { UInt8($0 & 255) } }
    for (index, text) in texts.enumerated() {
      try Data(text).write(to: folder.appendingPathComponent("\(1000 + index)"))
    }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", "sha256sum * 2>/dev/null || shasum -a 256 *"]
    process.currentDirectoryURL = folder
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = String(
      decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    let expected = output.split(separator: "\n").map { String($0.prefix(64)) }
    #expect(expected.count == texts.count)
    #expect(texts.map { Digest(of: $0).value } == expected)
  }
}
