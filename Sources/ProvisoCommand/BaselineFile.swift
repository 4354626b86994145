import Essentials
import ProvisoInput
import ProvisoResult

/// The violations of an earlier check, in a file: `proviso.baseline/1`.
///
/// A violation is known by its rule and its objects, so that lines, messages and values can change.
struct BaselineFile: Codable {
  static let version = "proviso.baseline/1"
  /// The largest file that is read, in bytes.
  private static let largest = 64 << 20

  let schema: String
  let violations: [Entry]

  struct Entry: Codable {
    let rule: String
    let objects: [String]
    let certainty: String
  }

  /// The violations of results that nothing else accepts.
  init(of results: [CheckResult]) {
    schema = Self.version
    var seen: Set<Fingerprint> = []
    violations = results.flatMap(\.properties).flatMap { property in
      property.violations.filter { $0.waiver == nil }.map {
        Fingerprint(of: $0, property: property)
      }
    }.filter { seen.insert($0).inserted }
      .sorted { ([$0.rule] + $0.objects).lexicographicallyPrecedes([$1.rule] + $1.objects) }
      .map { Entry(rule: $0.rule, objects: $0.objects, certainty: $0.certainty) }
  }

  /// Reads a file.
  ///
  /// - Throws: `InputError` if it cannot be read or is no baseline.
  init(contentsOf path: String) throws(InputError) {
    let bytes: [UInt8]
    do throws(FileReader.Failure) {
      bytes = try FileReader.bytes(of: path, limit: Self.largest, in: .everywhere)
    } catch {
      throw InputError("\(path): \(error.reason(expected: "a baseline"))")
    }
    guard let file = try? JSONDecoder().decode(Self.self, from: Data(bytes)),
      file.schema == Self.version
    else {
      throw InputError(
        "\(path): this is not a baseline: expected a file that `proviso check --write-baseline` made"
      )
    }
    self = file
  }

  var fingerprints: Set<Fingerprint> {
    Set(
      violations.map { Fingerprint(rule: $0.rule, objects: $0.objects, certainty: $0.certainty) })
  }

  /// The content of the file.
  var text: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let data = (try? encoder.encode(self)) ?? Data()
    return String(decoding: data, as: UTF8.self) + "\n"
  }
}
