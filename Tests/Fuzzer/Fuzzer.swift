import Foundation
import Fuzzing

/// Coverage-guided fuzzing by libFuzzer of the target in `PROVISO_FUZZ`.
enum Fuzzer {
  static let target: FuzzTarget = {
    let name = ProcessInfo.processInfo.environment["PROVISO_FUZZ"] ?? ""
    guard let target = FuzzTarget(rawValue: name) else {
      fatalError(
        "PROVISO_FUZZ is one of \(FuzzTarget.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return target
  }()
}

/// Called by libFuzzer for each input; a fault is a trap.
@_cdecl("LLVMFuzzerTestOneInput")
public func readOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  do throws(FuzzFault) {
    _ = try Fuzzer.target.read(bytes)
  } catch {
    fatalError("\(error)")
  }
  return 0
}
