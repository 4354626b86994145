#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A socket of this process, which is closed with this value.
struct Socket: ~Copyable, Sendable {
  let descriptor: Int32

  init(descriptor: Int32) { self.descriptor = descriptor }

  deinit { _ = close(descriptor) }

  // MARK: Listening

  /// Listens on the loopback address.
  ///
  /// - Parameter port: the port; 0 for any that is free.
  static func listening(at port: UInt16) throws(LoopbackError) -> Socket {
    #if canImport(Darwin)
      let kind = SOCK_STREAM
    #elseif canImport(Musl)
      let kind = SOCK_STREAM
    #else
      let kind = Int32(SOCK_STREAM.rawValue)
    #endif
    let descriptor = socket(AF_INET, kind, 0)
    guard descriptor >= 0 else { throw LoopbackError(port: port, code: errno) }
    let made = Socket(descriptor: descriptor)
    made.closesInChildren()
    var one: Int32 = 1
    setsockopt(
      descriptor, SOL_SOCKET, SO_REUSEADDR, &one, socklen_t(MemoryLayout<Int32>.size))
    var address = loopback(port)
    let isBound = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
    guard isBound, listen(descriptor, 64) == 0 else {
      throw LoopbackError(port: port, code: errno)
    }
    return made
  }

  private static func loopback(_ port: UInt16) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return address
  }

  /// The port of a socket that listens.
  var port: UInt16 {
    var address = sockaddr_in()
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        _ = getsockname(descriptor, $0, &size)
      }
    }
    return UInt16(bigEndian: address.sin_port)
  }

  /// Waits for a connection.
  ///
  /// - Returns: its descriptor, or `nil` where one was lost before it could be taken.
  func nextConnection() -> Int32? {
    let accepted = accept(descriptor, nil, nil)
    guard accepted >= 0 else {
      // Where no descriptor is free, the connection stays in the queue.
      if errno == EMFILE || errno == ENFILE || errno == ENOMEM { usleep(50_000) }
      return nil
    }
    return accepted
  }

  /// Keeps the socket out of programs that this process starts.
  func closesInChildren() { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }

  // MARK: A connection

  /// Reads what has arrived.
  ///
  /// - Returns: the bytes, none where the other side has ended, and `nil` after the deadline or an error.
  func received(before deadline: ContinuousClock.Instant) -> [UInt8]? {
    guard waits(for: Int16(POLLIN), before: deadline) else { return nil }
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    let count = buffer.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, 0) }
    guard count >= 0 else { return nil }
    return Array(buffer[..<count])
  }

  /// Sends bytes, as far as the other side takes them before the deadline.
  func send(_ bytes: [UInt8], before deadline: ContinuousClock.Instant) {
    #if canImport(Darwin)
      var one: Int32 = 1
      setsockopt(
        descriptor, SOL_SOCKET, SO_NOSIGPIPE, &one, socklen_t(MemoryLayout<Int32>.size))
      let flags = MSG_DONTWAIT
    #else
      let flags = Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)
    #endif
    var sent = 0
    while sent < bytes.count, waits(for: Int16(POLLOUT), before: deadline) {
      let count = bytes.withUnsafeBytes {
        sendBytes(UnsafeRawBufferPointer(rebasing: $0[sent...]), flags)
      }
      if count > 0 { sent += count } else if errno != EAGAIN, errno != EINTR { return }
    }
  }

  private func sendBytes(_ bytes: UnsafeRawBufferPointer, _ flags: Int32) -> Int {
    #if canImport(Glibc)
      Glibc.send(descriptor, bytes.baseAddress, bytes.count, flags)
    #elseif canImport(Musl)
      Musl.send(descriptor, bytes.baseAddress, bytes.count, flags)
    #else
      Darwin.send(descriptor, bytes.baseAddress, bytes.count, flags)
    #endif
  }

  /// Ends the sending side and takes what still arrives for a moment: to close a socket with unread bytes
  /// would take the response from the other side again (RFC 9112, section 9.6).
  func finish() {
    guard shutdown(descriptor, Int32(SHUT_WR)) == 0 else { return }
    let deadline = ContinuousClock.now + .seconds(1)
    var left = 4 << 20
    while left > 0, let bytes = received(before: deadline), !bytes.isEmpty { left -= bytes.count }
  }

  private func waits(for events: Int16, before deadline: ContinuousClock.Instant) -> Bool {
    while true {
      let left = deadline - ContinuousClock.now
      guard left > .zero else { return false }
      var entry = pollfd(fd: descriptor, events: events, revents: 0)
      let milliseconds = Int32(clamping: left.components.seconds * 1000 + 1)
      let found = poll(&entry, 1, min(milliseconds, 1000))
      if found > 0 { return true }
      if found < 0, errno != EINTR { return false }
    }
  }
}
