import Foundation
import JSON
import Testing

@Suite struct InputTests {
  private func fileError(_ path: String) -> JSONError? {
    do throws(JSONError) {
      _ = try JSONDocument.load(path: path)
      return nil
    } catch {
      return error
    }
  }

  @Test func filesAreRead() throws {
    try withTemporaryFolder { folder in
      let path = folder.appendingPathComponent("a b.json").path
      try Data("{\"a\": [1.5]}".utf8).write(to: URL(fileURLWithPath: path))
      let document = try JSONDocument.load(path: path)
      #expect(document.name == path)
      #expect(document.root["a"]?.elements.first?.number?.text == "1.5")
      #expect(document.sourceByteCount == 12)
      #expect(document.withSourceBytes { Array($0) } == Array("{\"a\": [1.5]}".utf8))
    }
  }

  @Test func unreadableFilesAreRefused() throws {
    try withTemporaryFolder { folder in
      #expect(fileError(folder.path)?.kind == .directory)
      let missing = folder.appendingPathComponent("missing.json").path
      #expect(fileError(missing)?.kind == .notFound)
      #expect(fileError(missing)?.description == "\(missing): there is no such file")
      #expect(fileError("")?.kind == .notFound)
      #expect(fileError("/dev/null/x")?.kind == .notFound)
      #expect(fileError(folder.path + "\u{0}.json")?.kind == .notFound)
      #expect(fileError("/" + String(repeating: "x", count: 5_000))?.kind == .notReadable)
      #expect(fileError("/dev/null")?.kind == .notRegularFile)
      let pipe = folder.appendingPathComponent("pipe").path
      try #require(mkfifo(pipe, 0o600) == 0)
      #expect(fileError(pipe)?.kind == .notRegularFile)
      #expect(fileError(pipe)?.message == "this is a pipe, not a regular file")
      let empty = folder.appendingPathComponent("empty.json").path
      try Data().write(to: URL(fileURLWithPath: empty))
      #expect(fileError(empty)?.kind == .empty)
      let loop = folder.appendingPathComponent("loop").path
      try FileManager.default.createSymbolicLink(atPath: loop, withDestinationPath: loop)
      #expect(fileError(loop)?.message.contains("symbolic links") == true)
      if geteuid() != 0 {
        let locked = folder.appendingPathComponent("locked.json").path
        try Data("1".utf8).write(to: URL(fileURLWithPath: locked))
        try #require(chmod(locked, 0) == 0)
        #expect(fileError(locked)?.kind == .notReadable)
      }
    }
  }

  @Test func descriptorsAreReadToTheirEnd() throws {
    let text = "[" + (0..<60_000).map { "\($0)" }.joined(separator: ", ") + "]"
    let pipe = Pipe()
    let writer = Thread {
      pipe.fileHandleForWriting.write(Data(text.utf8))
      try? pipe.fileHandleForWriting.close()
    }
    writer.start()
    let document = try JSONDocument.load(
      fileDescriptor: pipe.fileHandleForReading.fileDescriptor, name: "standard input")
    #expect(document.root.count == 60_000)
    #expect(document.sourceByteCount == text.utf8.count)
    #expect(throws: JSONError.self) {
      try JSONDocument.load(fileDescriptor: -1, name: "standard input")
    }
  }

  @Test func filesBeyondTheParsersLimitAreRefusedUnread() throws {
    try withTemporaryFolder { folder in
      let path = folder.appendingPathComponent("large.json").path
      // The file is sparse, so it uses no space on the disk.
      try #require(FileManager.default.createFile(atPath: path, contents: nil))
      let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
      try handle.truncate(atOffset: 5 << 30)
      try handle.close()
      let clock = ContinuousClock()
      let elapsed = clock.measure { #expect(fileError(path)?.kind == .tooLarge) }
      #expect(elapsed < .seconds(1))
    }
  }

  @Test func hugeNumbersAreRefusedQuickly() throws {
    for prefix in ["", "[0.5, "] {
      var bytes = [UInt8](repeating: UInt8(ascii: "9"), count: 64 << 20)
      bytes.replaceSubrange(0..<prefix.utf8.count, with: prefix.utf8)
      let clock = ContinuousClock()
      let elapsed = clock.measure { #expect(failure(bytes)?.kind == .numberLimit) }
      #expect(elapsed < .seconds(10))
    }
  }

  @Test func utf16WithAByteOrderMarkIsRead() throws {
    let text = "{\"ключ\": [\"é€😀\", 1.5],\r\n \"n\": 1e400}"
    for bigEndian in [false, true] {
      var bytes: [UInt8] = bigEndian ? [0xfe, 0xff] : [0xff, 0xfe]
      for unit in text.utf16 {
        let (high, low) = (UInt8(unit >> 8), UInt8(unit & 0xff))
        bytes.append(contentsOf: bigEndian ? [high, low] : [low, high])
      }
      let document = try JSONDocument(bytes: bytes)
      #expect(Model(document.root) == Model(try JSONDocument(text: text).root))
      #expect(document.root["n"]?.position == JSONPosition(line: 2, column: 7))
      #expect(document.withSourceBytes { Array($0) } == bytes)

      let odd = try #require(failure(bytes + [0]))
      #expect(odd.kind == .invalidEncoding)
      #expect(odd.message.contains("half a code unit"))
      #expect(odd.offset == bytes.count)
      let half: [UInt8] = bigEndian ? [0xd8, 0x3d] : [0x3d, 0xd8]
      #expect(failure(bytes + half)?.message.contains("half of a surrogate pair") == true)
      #expect(failure(bytes + half)?.offset == bytes.count)
      let mark = Array(bytes.prefix(2))
      #expect(failure(mark)?.kind == .empty)
      let broken = try #require(failure(mark + (bigEndian ? [0, 0x5b] : [0x5b, 0])))
      #expect(broken.kind == .truncated)
      #expect(broken.offset == nil)
      #expect(broken.position == JSONPosition(line: 1, column: 2))
    }
  }

  @Test func otherEncodingsAreNamed() throws {
    #expect(failure([0xff, 0xfe, 0, 0, 0x31, 0, 0, 0])?.message.contains("UTF-32") == true)
    let unmarked = try #require(failure([0x5b, 0, 0x5d, 0]))
    #expect(unmarked.kind == .nulByte)
    #expect(unmarked.message.contains("UTF-16 without a byte order mark"))
  }

  @Test func theByteOrderMarkIsPartOfTheSource() throws {
    let bytes: [UInt8] = [0xef, 0xbb, 0xbf] + Array("[1]".utf8)
    let document = try JSONDocument(bytes: bytes)
    #expect(document.withSourceBytes { Array($0) } == bytes)
    #expect(failure([0xef, 0xbb, 0xbf] + Array("[x".utf8))?.offset == 4)
  }
}
