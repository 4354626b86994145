#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The lines that a program reads, one message each.
package struct MessageLines {
  /// The next line.
  package enum Line: Sendable, Equatable {
    /// A line without its end.
    case text([UInt8])
    /// A line with more bytes than the limit. It was skipped.
    case tooLong
  }

  private let descriptor: Int32
  /// The most bytes of a line.
  package let limit: Int
  private var buffer: [UInt8] = []
  /// The beginning of the next line in the buffer.
  private var start = 0
  /// The part of the buffer that is known to have no end of a line.
  private var searched = 0
  private var isSkipping = false
  private var isAtEnd = false

  private static let part = 1 << 16

  /// - Parameters:
  ///   - descriptor: the descriptor to read. It stays open.
  ///   - limit: the most bytes of a line.
  package init(from descriptor: Int32, limit: Int) {
    self.descriptor = descriptor
    self.limit = limit
  }

  /// Reads a line; waits until there is one. Lines of blanks are skipped.
  ///
  /// - Returns: the line; `nil` at the end, or if nothing more can be read.
  package mutating func next() -> Line? {
    while true {
      if let line = lineInBuffer() {
        if case .text(let bytes) = line, bytes.allSatisfy({ Self.blanks.contains($0) }) { continue }
        return line
      }
      guard !isAtEnd else { return nil }
      fill()
    }
  }

  private static let blanks: Set<UInt8> = [0x20, 0x09, 0x0D]

  private mutating func lineInBuffer() -> Line? {
    let end = buffer[max(start, searched)...].firstIndex(of: 0x0A)
    if let end {
      defer {
        start = end + 1
        searched = start
        isSkipping = false
      }
      if isSkipping || end - start > limit { return .tooLong }
      return .text(Array(buffer[start..<end]))
    }
    searched = buffer.count
    if isSkipping || buffer.count - start > limit {
      // The rest of a line that is too long is not kept.
      isSkipping = true
      buffer.removeAll(keepingCapacity: true)
      (start, searched) = (0, 0)
    }
    guard isAtEnd else { return nil }
    defer {
      buffer = []
      (start, searched) = (0, 0)
      isSkipping = false
    }
    if isSkipping { return .tooLong }
    return start < buffer.count ? .text(Array(buffer[start...])) : nil
  }

  private mutating func fill() {
    if start > 0 {
      buffer.removeFirst(start)
      searched -= start
      start = 0
    }
    let count = buffer.count
    buffer.append(contentsOf: repeatElement(0, count: Self.part))
    var received = 0
    repeat {
      received = buffer.withUnsafeMutableBytes { bytes in
        read(descriptor, bytes.baseAddress.map { $0 + count }, Self.part)
      }
    } while received < 0 && (errno == EINTR || errno == EAGAIN && waitForInput())
    buffer.removeLast(Self.part - max(received, 0))
    if received <= 0 { isAtEnd = true }
  }

  private func waitForInput() -> Bool {
    var polled = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&polled, 1, -1) >= 0 || errno == EINTR
  }
}
