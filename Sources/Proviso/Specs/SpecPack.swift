/// Specs that are built in and go by a name: `-s injection`.
///
/// The files are those under `specs/`, word for word. Another pack is another entry of ``all``.
public struct SpecPack: Sendable {
  /// A file of a pack.
  public struct File: Sendable {
    /// The path under which messages name it.
    public let path: String
    /// What is in it.
    public let bytes: [UInt8]
  }

  /// The name by which it is asked for.
  public let name: String
  /// The vocabulary that its specs are for.
  public let vocabulary: String
  /// What its specs are checked against, as messages say it.
  let input: String
  /// All files, those without properties of their own among them.
  public let files: [File]

  /// The folder of the files.
  var folder: String { "specs/\(name)/" }
  /// The file that users replace to say what their names mean.
  public var conventionsPath: String { folder + "conventions.proviso" }

  private init(
    _ name: String, for vocabulary: String, input: String,
    files: [(name: String, bytes: [UInt8])]
  ) {
    self.name = name
    self.vocabulary = vocabulary
    self.input = input
    self.files = files.map { File(path: "specs/\(name)/\($0.name).proviso", bytes: $0.bytes) }
  }

  /// What is checked where nothing else is asked for.
  public static let standard = SpecPack(
    "standard", for: "terraform", input: "Terraform plans",
    files: [
      ("conventions", PackageResources.conventions_proviso),
      ("kinds", PackageResources.kinds_proviso),
      ("data", PackageResources.data_proviso),
      ("protection", PackageResources.protection_proviso),
      ("serving", PackageResources.serving_proviso),
      ("use", PackageResources.use_proviso),
      ("exposure", PackageResources.exposure_proviso),
      ("guards", PackageResources.guards_proviso),
      ("management", PackageResources.management_proviso),
      ("blast", PackageResources.blast_proviso),
    ])

  /// What agents do because of instructions in what they read.
  public static let injection = SpecPack(
    "injection", for: "agent", input: "calls of agents",
    files: [
      ("conventions", PackageResources.injection_conventions_proviso),
      ("destinations", PackageResources.injection_destinations_proviso),
      ("wishes", PackageResources.injection_wishes_proviso),
      ("actions", PackageResources.injection_actions_proviso),
      ("links", PackageResources.injection_links_proviso),
    ])

  /// Every pack that is built in.
  public static let all = [standard, injection]

  /// The pack of a name.
  public static func named(_ name: String) -> SpecPack? { all.first { $0.name == name } }

  /// The pack that a file is of, by its path.
  static func owning(_ path: String) -> SpecPack? { all.first { path.hasPrefix($0.folder) } }

  /// Whether a pack is among the paths and names of specs. No specs stand for the standard pack.
  public static func isIn(_ specs: [String]) -> Bool {
    specs.isEmpty || specs.contains { named($0) != nil }
  }
}
