import Proviso
import ProvisoInput

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Decisions that a person takes outside of the agent's host.
package struct Approvals: Sendable {
  /// The folder of the sessions.
  package let folder: String

  /// Whether commands have to name the folder, because it is not the user's own.
  let isNamed: Bool

  /// The number of characters of a digest by which people name it.
  package static let shortest = 8

  /// The current time in seconds since 1970.
  package static var now: Int { time(nil) }

  /// The name of the user of this process by the machine's own list, or else the number. Nothing asks a
  /// directory on the network.
  package static var user: String {
    let number = "\(getuid())"
    let list = (try? FileReader.bytes(of: "/etc/passwd", limit: 1 << 20)) ?? []
    for line in list.split(separator: UInt8(ascii: "\n")) {
      let fields = String(decoding: line, as: UTF8.self).split(
        separator: ":", omittingEmptySubsequences: false)
      if fields.count > 2, fields[2] == number { return String(fields[0]) }
    }
    return "user \(number)"
  }

  /// The decision on a call that has a question: allowed if persons have approved exactly this call.
  func decision(
    _ decision: GateDecision, on call: GateCall, session: String
  ) -> GateDecision {
    guard decision.plans.allSatisfy({ !$0.sha256.isEmpty }) else { return decision }
    let digest = CallDigest.value(of: call, in: session, plans: decision.plans)
    let needed = decision.approvers
    let request = ApprovalStore.Request(
      digest: digest, session: session, call: call, reasons: decision.reasons, needed: needed,
      proposer: Self.user, at: Self.now)
    do throws(ApprovalStore.Failure) {
      if let approvers = try ApprovalStore(in: folder).take(request, now: Self.now) {
        return GateDecision(
          .allow,
          assumptions: decision.assumptions + [
            "the call with the digest \(digest) was approved by \(approvers.joined(separator: " and "))"
          ])
      }
    } catch {
      return GateDecision(.ask, reasons: decision.reasons + [error.message])
    }
    let command =
      "proviso approve \(digest.prefix(Self.shortest))"
      + (isNamed ? " --state " + folder.shellWord : "")
    let who = needed == 1 ? "A person" : "Two persons other than \(Self.user)"
    return GateDecision(
      .ask,
      reasons: decision.reasons + [
        "\(who) can approve exactly this call, with `\(command)` in a terminal. Then make the same call again."
      ], properties: decision.properties, assumptions: decision.assumptions)
  }
}
