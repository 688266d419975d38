using Fastshot.Cli.Doctor;
using Fastshot.Cli.Shell;

namespace Fastshot.Cli.Commands;

/// <summary><c>fastshot doctor</c>: checks the installation and says what is missing.</summary>
internal sealed class DoctorCommand()
    : VerbCommand("doctor", "Checks the installation, and says what is missing and how to get it.")
{
    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("fastshot doctor", "Checks the library, the settings and the tools of this machine."),
    ];

    public override async Task<ExitCode> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        var checks = await new Examination(call).RunAsync(cancellationToken).ConfigureAwait(false);
        var isWell = checks.All(check => check.IsOk);
        if (call.Output.IsJson)
        {
            call.Output.Json(writer =>
            {
                writer.WriteStartObject();
                writer.WriteBoolean("ok", isWell);
                writer.WriteStartArray("checks");
                foreach (var check in checks)
                {
                    writer.WriteStartObject();
                    writer.WriteString("name", check.Name);
                    writer.WriteBoolean("ok", check.IsOk);
                    writer.WriteString("detail", check.Detail);
                    writer.WriteString("hint", check.Hint);
                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
                writer.WriteEndObject();
            });
        }
        else
        {
            foreach (var check in checks)
            {
                call.Output.Line($"{(check.IsOk ? check.Hint is null ? "ok  " : "note" : "FAIL")}  {check.Name,-16}{check.Detail}");
                if (check.Hint is { } hint)
                {
                    call.Output.Line($"{"",22}{hint}");
                }
            }
        }

        return isWell ? ExitCode.Done : ExitCode.Failed;
    }
}
