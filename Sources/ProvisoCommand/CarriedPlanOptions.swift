import ArgumentParser
import Proviso
import ProvisoInput

/// The options of a gate for the plans that calls carry out, such as a saved Terraform plan.
struct CarriedPlanOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The file with settings for checks of Terraform plans (\(Settings.fileName)); none is looked for.",
      valueName: "file"))
  var config: String?

  @Flag(help: "Run terraform or tofu to read a saved plan that a call applies.")
  var runTerraform = false

  @Option(
    name: .customLong("terraform-bin"),
    help: ArgumentHelp(
      "The program that reads saved plans (default: terraform, or else tofu, on the PATH).",
      valueName: "program"))
  var terraformBin: String?

  /// The verifier for the plans.
  ///
  /// - Parameters:
  ///   - verifier: the verifier of the decisions.
  ///   - seconds: the time limit of one check.
  func verifier(
    _ verifier: Verifier, specs: GateSpecsOption, deadline seconds: Int
  ) throws(InputError) -> Verifier {
    var plans = verifier
    if let config {
      let settings = try Settings(contentsOf: config)
      plans.root = settings.folder
      plans.apply(settings)
      plans.adjust(by: settings, isRequired: false)
      plans.conventions = settings.conventions
      if specs.spec.isEmpty { plans.specs = settings.specs.map(SpecSource.path) }
    }
    plans.options.terraform.consent = runTerraform ? .all : .never
    plans.options.terraform.program = terraformBin
    plans.options.terraform.timeLimit = seconds
    return plans
  }
}
