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
    guard !path.isEmpty else { throw InputError("the path of the plan is empty") }
    let name = path == "-" ? "standard input" : path
    let document: JSONDocument
    do {
      document =
        path == "-"
        ? try JSONDocument.load(fileDescriptor: 0, name: name, maximumDepth: deepest)
        : try JSONDocument.load(path: path, maximumDepth: deepest)
    } catch {
      throw InputError(error.description + advice(error.kind))
    }
    do {
      return PlanInput(
        document: document, universe: try TerraformUniverse(try TerraformPlan(document: document)))
    } catch {
      throw InputError(place(name, error) + error.message)
    }
  }

  /// What to do about an input that is no JSON at all.
  private static func advice(_ kind: JSONError.Kind) -> String {
    switch kind {
    case .notJSON, .empty:
      "; a plan is what `terraform show -json PLANFILE` prints"
    case .trailingContent:
      "; a plan is one JSON object, as `terraform show -json PLANFILE` prints it"
    case .notRegularFile: "; to read from a pipe, give - as the plan"
    default: ""
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
