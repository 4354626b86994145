import Dispatch
import Essentials
import Proviso
import ProvisoEngine
import ProvisoInput

/// The handling of Ctrl-C and of a request to end during a check. The results so far are reported.
enum Interruption {
  // Only `install` sets it, once, before other threads start.
  nonisolated(unsafe) private static var sources: [any DispatchSourceSignal] = []

  /// Makes the first signal end the check early. A second one ends the process, and with it every
  /// program that it has started and what these have started.
  static func install() -> Cancellation {
    let cancellation = Cancellation()
    RunningPrograms.adoptOrphans()
    sources = [SIGINT, SIGTERM, SIGHUP].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        guard cancellation.isCancelled else { return cancellation.cancel(.requested) }
        RunningPrograms.endAll()
        _exit(128 + number)
      }
      source.resume()
      return source
    }
    return cancellation
  }

  /// Makes a signal end the process at once, and with it every program that it has started.
  static func installEnding() {
    install().cancel(.requested)
  }
}
