import Crypto
import Foundation
import Synchronization

/// The digest of what was given as a plan, computed beside the check.
final class DigestTask: Sendable {
  private let result = Mutex<String?>(nil)
  private let done = DispatchSemaphore(value: 0)

  init(_ input: PlanInput) {
    let document = input.document
    let given = input.given
    DispatchQueue.global().async { [self] in
      let digest =
        given.map { SHA256.hash(data: $0) }
        ?? document.withSourceBytes { bytes in SHA256.hash(data: bytes) }
      let digits = Array("0123456789abcdef")
      let text = String(digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
      result.withLock { $0 = text }
      done.signal()
    }
  }

  /// The digest in lower-case hexadecimal; waits until it is there.
  var value: String {
    done.wait()
    done.signal()
    return result.withLock { $0 } ?? ""
  }
}
