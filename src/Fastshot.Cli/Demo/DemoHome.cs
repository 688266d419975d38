using Fastshot.Cli.Sessions;
using Fastshot.Cli.Shell;
using Fastshot.Core.Configuration;
using Fastshot.Core.Runtime;
using Fastshot.Core.Workspace;

namespace Fastshot.Cli.Demo;

/// <summary>The home of a demonstration: the one that was given, else a new temporary one. Never a person's own.</summary>
internal sealed class DemoHome
{
    private readonly Invocation _call;
    private readonly Places _places;

    private DemoHome(Invocation call, string folder)
    {
        (_call, Folder) = (call, folder);
        _places = Places.Under(call.Surroundings.System, folder);
    }

    public string Folder { get; }

    public static DemoHome Choose(Invocation call)
    {
        if (call.Options.Home is { } given)
        {
            return new DemoHome(call, call.PathOf(given));
        }

        return new DemoHome(call, Path.Combine(Path.GetTempPath(), $"fastshot-demo-{call.Surroundings.Random.NewName(4)}"));
    }

    public LocalWorkspace OpenWorkspace() => _call.OpenWorkspace(_places);
}
