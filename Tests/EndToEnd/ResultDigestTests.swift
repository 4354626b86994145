import Foundation
import Testing

/// Results of generated plans, held to digests of earlier ones: work that only makes a check faster
/// changes no byte of its result.
///
/// Work that changes results on purpose writes the new digests, which a failure prints.
@Suite struct ResultDigestTests {
  private static let spec = """
    spec digests for terraform

    define production(r: Resource) = r.before.tags.env == "production"

    invariant nothing_of_production_is_destroyed "P" { every r in resources where production(r) { not r.destroyed } }
    invariant few_deletions "P" { at most 3 d in deletions where d.started }
    invariant enough_machines "P" {
      count(r in resources where r.type == "aws_instance" and r.exists) >= 2
    }
    invariant most_objects_stand "P" at rest { count(r in resources where r.exists) >= 4 }
    invariant nothing_in_use_is_destroyed "P" message "\\(a.address) refers to \\(b.address)" {
      every a in resources, b in resources where a.exists and a refers to b.before { b.destroyed implies b depends on a }
    }
    invariant no_user_of_a_key "P" {
      every a in resources, k in resources where k.type in ["aws_kms_key", "aws_lb"] and a refers to k { a.exists implies k.exists }
    }
    invariant keys_serve "P" {
      every k in resources where k.type == "aws_kms_key" and k.action != "no-op", a in resources where a refers to k.after { k.exists or not a.exists }
    }
    invariant another_serves "P" {
      every r in resources where r.action == "replace" {
        r.exists or (some s in resources where s.mode == "managed" and s.type == r.type and s.exists and s.before.name != r.before.name)
      }
    }
    invariant sizes "P" { every r in resources where r.type != "aws_lb" { r.now.size != 4 or r.now.revision == 1 } }
    invariant later "P" at end { every r in resources where r.type == "aws_s3_bucket" { r.exists } }
    """

  private static let expected = [
    "chain-1": "88a9eca87dedc41b", "chain-2": "185ba78ecd223e26",
    "flat-1": "da2d7a21bbdf0b5", "flat-2": "454d4d785136f37c",
    "layered-1": "b2b3a808e32df41f", "layered-2": "eceae6ba69600e41",
    "wide-1": "bc26f8d4d881a4df", "wide-2": "2a0f10232733580d",
  ]

  /// Members that differ from run to run, or from machine to machine.
  private static let volatile = ["\"seconds\"", "\"solver\"", "\"version\""]

  @Test(arguments: ShapedPlan.Shape.allCases, [UInt64(1), 2])
  func sameAsRecorded(_ shape: ShapedPlan.Shape, _ seed: UInt64) throws {
    let scratch = try Scratch()
    let plan = ShapedPlan(shape, count: 16, seed: seed).json
    _ = try scratch.write("plan.json", Data(plan.utf8))
    _ = try scratch.write("rules.proviso", Data(Self.spec.utf8))
    let outcome = try Executable.run(
      ["check", "plan.json", "-s", "rules.proviso", "--format", "json"], folder: scratch.folder)
    #expect(outcome.status == 1, "\(outcome.standardError)")
    let name = "\(shape.rawValue)-\(seed)"
    let digest = Self.digest(outcome.standardOutput)
    #expect(digest == Self.expected[name], "\"\(name)\": \"\(digest)\"")
  }

  /// The digest of a result without its times and versions.
  private static func digest(_ result: String) -> String {
    // FNV-1a (http://www.isthe.com/chongo/tech/comp/fnv/).
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for line in result.split(separator: "\n")
    where !Self.volatile.contains(where: line.contains) {
      for byte in line.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    }
    return String(hash, radix: 16)
  }
}
