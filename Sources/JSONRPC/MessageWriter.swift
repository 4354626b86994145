import JSON
import JSONOutput
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Writes messages as lines, from any thread. A line is never interrupted by another one.
package final class MessageWriter: Sendable {
  private let descriptor: Int32
  private let state = Mutex(State())

  private struct State {
    /// Whether messages can still be written. The reader of a pipe can go away.
    var isOpen = true
    var isClosed = false
  }

  /// - Parameter descriptor: the descriptor to write to. It stays open.
  package init(to descriptor: Int32) { self.descriptor = descriptor }

  /// Writes a message that was put together.
  ///
  /// - Returns: whether it was written.
  @discardableResult
  package func write(_ message: JSONText) -> Bool { write(line: CompactJSON.bytes(of: message)) }

  /// Writes a message that was read, in this program's spelling.
  ///
  /// - Returns: whether it was written.
  @discardableResult
  package func write(_ message: JSONValue) -> Bool { write(line: CompactJSON.bytes(of: message)) }

  private func write(line: [UInt8]) -> Bool {
    state.withLock { state in
      guard state.isOpen else { return false }
      state.isOpen = DescriptorOutput.writeAll(line + [0x0A], to: descriptor) == nil
      return state.isOpen
    }
  }

  /// Refuses all further messages, and closes the descriptor.
  package func closeDescriptor() {
    state.withLock { state in
      guard !state.isClosed else { return }
      state = State(isOpen: false, isClosed: true)
      close(descriptor)
    }
  }
}
