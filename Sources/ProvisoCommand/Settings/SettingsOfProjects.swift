import Proviso
import ProvisoInput
import ProvisoMCP

/// The settings that a check on the command line would use, for the tools of a server.
struct SettingsOfProjects: ProjectSettings {
  func verifier(
    forInputAt path: String, specs: [SpecSource]
  ) throws(InputError) -> Verifier {
    var verifier = Verifier(specs: specs)
    // Settings and the standard pack do not apply to worlds.
    guard !path.hasSuffix(".proviso"), let settings = try Settings.find(from: path) else {
      return verifier
    }
    verifier.root = settings.folder
    verifier.apply(settings)
    verifier.adjust(by: settings, isRequired: specs.isEmpty)
    if specs.isEmpty { verifier.specs = settings.specs.map(SpecSource.path) }
    let names = verifier.specs.map(\.name)
    if SpecPack.haveConventions(in: names) || names.isEmpty {
      verifier.conventions = settings.conventions
    }
    return verifier
  }
}
