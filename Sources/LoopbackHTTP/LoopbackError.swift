#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The reason why nobody can be served at a port of the loopback address.
package struct LoopbackError: Error, Sendable {
  /// The address and the port.
  package let address: String
  package let reason: String

  /// - Parameter code: the value of `errno`.
  init(port: UInt16, code: Int32) {
    address = "127.0.0.1:\(port)"
    reason = String(cString: strerror(code))
  }
}
