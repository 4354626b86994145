import Foundation
import Proviso
import ProvisoEngine

/// The handling of Ctrl-C during a check. The results so far are reported.
enum Interruption {
  // Only `install` sets it, once, before other threads start.
  nonisolated(unsafe) private static var source: (any DispatchSourceSignal)?

  /// Makes the first Ctrl-C end the check early. A second one ends the process.
  static func install() -> Cancellation {
    let cancellation = Cancellation()
    signal(SIGINT, SIG_IGN)
    let source = DispatchSource.makeSignalSource(signal: SIGINT, queue: .global())
    source.setEventHandler {
      if cancellation.isCancelled { Foundation.exit(130) }
      cancellation.cancel(.requested)
    }
    source.resume()
    self.source = source
    return cancellation
  }
}
