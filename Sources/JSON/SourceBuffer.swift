import CSimdJSON

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Bytes in memory, followed by as many readable zeros as the parser needs.
final class SourceBuffer: Sendable {
  nonisolated(unsafe) let bytes: UnsafeMutablePointer<UInt8>
  let count: Int

  /// Takes ownership of memory from `malloc`, which must have room for the padding after `count`
  /// bytes.
  private init(adopting memory: UnsafeMutableRawPointer, count: Int) {
    memset(memory + count, 0, csj_padding())
    bytes = memory.assumingMemoryBound(to: UInt8.self)
    self.count = count
  }

  deinit { free(bytes) }

  private static func allocate(
    _ capacity: Int, name: String
  ) throws(JSONError) -> UnsafeMutableRawPointer {
    let size = capacity + csj_padding()
    guard let memory = malloc(size) else { throw .outOfMemory(name: name) }
    csj_prefer_large_pages(memory, size)
    return memory
  }

  /// Whether a text of `count` bytes fits the parser.
  private static func checkSize(_ count: Int, name: String) throws(JSONError) {
    if count > csj_maximum_length() { throw .tooLarge(name: name) }
  }

  static func copy(
    of bytes: UnsafeRawBufferPointer, name: String
  ) throws(JSONError) -> SourceBuffer {
    try checkSize(bytes.count, name: name)
    let memory = try allocate(bytes.count, name: name)
    if let start = bytes.baseAddress { memcpy(memory, start, bytes.count) }
    return SourceBuffer(adopting: memory, count: bytes.count)
  }

  /// Makes a buffer that `body` fills; `body` returns the number of bytes written.
  static func filled(
    capacity: Int, name: String,
    by body: (UnsafeMutablePointer<UInt8>) throws(JSONError) -> Int
  ) throws(JSONError) -> SourceBuffer {
    try checkSize(capacity, name: name)
    let memory = try allocate(capacity, name: name)
    do throws(JSONError) {
      let count = try body(memory.bindMemory(to: UInt8.self, capacity: capacity))
      return SourceBuffer(adopting: memory, count: min(count, capacity))
    } catch {
      free(memory)
      throw error
    }
  }

  /// Reads a regular file.
  static func read(path: String, name: String) throws(JSONError) -> SourceBuffer {
    if path.isEmpty || path.utf8.contains(0) { throw .notFound(name: name) }
    // Without O_NONBLOCK, opening a pipe without a writer would block for ever.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    if descriptor < 0 { throw .cannotOpen(name: name, errorNumber: errno) }
    defer { close(descriptor) }
    var status = stat()
    if fstat(descriptor, &status) != 0 { throw .cannotRead(name: name, errorNumber: errno) }
    switch status.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFDIR: throw .directory(name: name)
    case S_IFIFO: throw .notRegularFile(name: name, what: "a pipe")
    case S_IFSOCK: throw .notRegularFile(name: name, what: "a socket")
    default: throw .notRegularFile(name: name, what: "a device")
    }
    return try read(fileDescriptor: descriptor, sizeHint: Int(status.st_size), name: name)
  }

  /// Reads a descriptor to its end.
  static func read(
    fileDescriptor: Int32, sizeHint: Int, name: String
  ) throws(JSONError) -> SourceBuffer {
    try checkSize(sizeHint, name: name)
    // One more byte than expected, so that `read` reports the end without a larger buffer.
    var capacity = sizeHint > 0 ? sizeHint + 1 : 1 << 16
    var memory = try allocate(capacity, name: name)
    var count = 0
    do throws(JSONError) {
      while true {
        if count == capacity {
          try checkSize(count, name: name)
          capacity *= 2
          guard let larger = realloc(memory, capacity + csj_padding()) else {
            throw JSONError.outOfMemory(name: name)
          }
          memory = larger
          csj_prefer_large_pages(memory, capacity)
        }
        let received = systemRead(fileDescriptor, into: memory + count, capacity: capacity - count)
        if received == 0 { break }
        if received < 0 {
          if errno == EINTR { continue }
          throw JSONError.cannotRead(name: name, errorNumber: errno)
        }
        count += received
      }
      try checkSize(count, name: name)
    } catch {
      free(memory)
      throw error
    }
    return SourceBuffer(adopting: memory, count: count)
  }
}

/// Calls `read(2)`, whose name the type's own functions hide.
private func systemRead(
  _ descriptor: Int32, into memory: UnsafeMutableRawPointer, capacity: Int
) -> Int {
  read(descriptor, memory, capacity)
}
