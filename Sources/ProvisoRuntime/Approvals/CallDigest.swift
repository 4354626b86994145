import JSONOutput
import Proviso
import ProvisoInput
import ProvisoKernel

/// The digest of a call with everything that a person approves: the session, the tool, the arguments, the directory, and
/// the files of the plans that it carries out.
///
/// Source: RFC 8785 for the text that is digested (SHA-256).
package enum CallDigest {
  /// The digest in lower-case hexadecimal.
  ///
  /// - Parameters:
  ///   - session: the session that makes the call.
  ///   - plans: the plans that the call carries out, by their digests.
  package static func value(
    of call: GateCall, in session: String, plans: [GateDecision.CarriedPlan]
  ) -> String {
    let all = Value.map([
      "session": .string(Text(session)), "tool": .string(Text(call.tool)),
      "arguments": call.argumentsValue,
      "directory": call.directory.map { .string(Text($0)) } ?? .null,
      "plans": .list(
        plans.map { .list([.string(Text($0.path)), .string(Text($0.sha256))]) }),
    ])
    return Digest(of: Array(CanonicalJSON.text(of: all).utf8)).value
  }
}
