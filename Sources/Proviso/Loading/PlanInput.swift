import Crypto
import Foundation
import JSON
import ProvisoKernel
import ProvisoTerraform
import Synchronization

/// A plan that has been read.
struct PlanInput {
  let document: JSONDocument
  let universe: TerraformUniverse

  /// How deep a plan's JSON may nest: far more than any provider's schema does.
  static let deepest = 500

  /// Reads the plan at a path; `-` is standard input.
  static func load(_ path: String) throws(InputError) -> PlanInput {
    let name = path == "-" ? "standard input" : path
    let document: JSONDocument
    do {
      document =
        path == "-"
        ? try JSONDocument.load(fileDescriptor: 0, name: name, maximumDepth: deepest)
        : try JSONDocument.load(path: path, maximumDepth: deepest)
    } catch {
      throw InputError(error.description)
    }
    do {
      return PlanInput(
        document: document, universe: try TerraformUniverse(try TerraformPlan(document: document)))
    } catch {
      throw InputError(place(name, error) + error.message)
    }
  }

  private static func place(_ name: String, _ error: PlanError) -> String {
    guard let line = error.line, let column = error.column else { return "\(name): " }
    return "\(name):\(line):\(column): "
  }
}

/// The digest of a document, computed beside the check.
final class DigestTask: Sendable {
  private let result = Mutex<String?>(nil)
  private let done = DispatchSemaphore(value: 0)

  init(_ document: JSONDocument) {
    DispatchQueue.global().async { [self] in
      let digest = document.withSourceBytes { bytes in SHA256.hash(data: bytes) }
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
