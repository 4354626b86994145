/// Built-in specs that are used by a name, such as `injection`.
///
/// The files are exact copies of those under `specs/`. A new pack is one more entry of ``all``.
public struct SpecPack: Sendable {
  /// A file of a pack.
  public struct File: Sendable {
    /// The path under which messages name it.
    public let path: String
    /// The content of the file.
    public let bytes: [UInt8]
  }

  /// The name by which users select the pack.
  public let name: String
  /// The vocabulary of its specs.
  public let vocabulary: String
  /// The inputs of its specs, as messages name them.
  package let input: String
  /// All files, including those that have no properties of their own.
  public let files: [File]

  /// The folder of the files.
  var folder: String { "specs/\(name)/" }
  /// The file that users replace to define the meaning of their own names; `nil` if the pack needs
  /// none.
  public var conventionsPath: String? {
    files.map(\.path).first { $0 == folder + "conventions.proviso" }
  }

  private init(
    _ name: String, for vocabulary: String, input: String,
    files: [(name: String, bytes: [UInt8])]
  ) {
    self.name = name
    self.vocabulary = vocabulary
    self.input = input
    self.files = files.map { File(path: "specs/\(name)/\($0.name).proviso", bytes: $0.bytes) }
  }

  /// The pack that is used if the caller selects no specs.
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

  /// Rules about where the values come from that decide what agents' calls do.
  public static let injection = SpecPack(
    "injection", for: "agent", input: "calls of agents",
    files: [("flow", PackageResources.injection_flow_proviso)])

  /// Rules about single services of Amazon Web Services.
  public static let aws = SpecPack(
    "aws", for: "terraform", input: "Terraform plans",
    files: [
      ("identity", PackageResources.aws_identity_proviso),
      ("data", PackageResources.aws_data_proviso),
      ("machines", PackageResources.aws_machines_proviso),
    ])

  /// Rules about single services of Google Cloud.
  public static let gcp = SpecPack(
    "gcp", for: "terraform", input: "Terraform plans",
    files: [
      ("identity", PackageResources.gcp_identity_proviso),
      ("data", PackageResources.gcp_data_proviso),
      ("machines", PackageResources.gcp_machines_proviso),
    ])

  /// Rules about single services of Azure.
  public static let azure = SpecPack(
    "azure", for: "terraform", input: "Terraform plans",
    files: [
      ("identity", PackageResources.azure_identity_proviso),
      ("data", PackageResources.azure_data_proviso),
    ])

  /// Rules about the objects of a Kubernetes cluster.
  public static let kubernetes = SpecPack(
    "kubernetes", for: "terraform", input: "Terraform plans",
    files: [
      ("pods", PackageResources.kubernetes_pods_proviso),
      ("access", PackageResources.kubernetes_access_proviso),
    ])

  /// Every pack that is built in.
  public static let all = [standard, injection, aws, gcp, azure, kubernetes]

  /// The pack with a name.
  public static func named(_ name: String) -> SpecPack? { all.first { $0.name == name } }

  /// The pack that a file belongs to, by its path.
  static func owning(_ path: String) -> SpecPack? { all.first { path.hasPrefix($0.folder) } }

  /// Whether the paths and names of specs include a pack with conventions. An empty list means the
  /// standard pack.
  public static func haveConventions(in specs: [String]) -> Bool {
    specs.isEmpty || specs.contains { named($0)?.conventionsPath != nil }
  }
}
