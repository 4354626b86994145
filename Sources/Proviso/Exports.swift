// These exports make `import Proviso` enough: they name every type in its interface, and no others.
// PublicAPI lists them.
@_exported import ProvisoPlans
@_exported import ProvisoResult

@_exported import enum ProvisoAgent.AgentFormat
@_exported import struct ProvisoAgent.AgentTrace
@_exported import enum ProvisoAgent.FlowKind
@_exported import struct ProvisoAgent.RecordOptions
@_exported import struct ProvisoAgent.TracedCall
@_exported import class ProvisoEngine.Cancellation
@_exported import struct ProvisoEngine.ExplorationLimits
@_exported import struct ProvisoEngine.ExplorationProgress
@_exported import struct ProvisoEngine.Limits
@_exported import struct ProvisoInput.InputError
@_exported import protocol ProvisoInput.InputOption
@_exported import struct ProvisoInput.InputOptions
@_exported import struct ProvisoKernel.CalendarDate
@_exported import struct ProvisoKernel.Number
@_exported import enum ProvisoKernel.Severity
@_exported import struct ProvisoKernel.Text
@_exported import enum ProvisoKernel.Timing
@_exported import enum ProvisoKernel.Value
@_exported import struct ProvisoTerraform.TerraformOptions
