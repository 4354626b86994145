import Foundation
import Proviso

/// Ctrl-C while a world is explored: what is known so far is told, instead of nothing.
enum Interruption {
  // Signal handlers may touch little more than a flag.
  nonisolated(unsafe) private static var source: (any DispatchSourceSignal)?

  /// Makes the first Ctrl-C end the exploration early; a second one ends the process.
  static func install() -> Cancellation {
    let interrupt = Cancellation()
    signal(SIGINT, SIG_IGN)
    let source = DispatchSource.makeSignalSource(signal: SIGINT, queue: .global())
    source.setEventHandler {
      if interrupt.isCancelled { Foundation.exit(130) }
      interrupt.cancel(.requested)
    }
    source.resume()
    self.source = source
    return interrupt
  }
}
