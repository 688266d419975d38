using System.CommandLine;
using Fastshot.Cli.Shell;
using Fastshot.Core.Model;

namespace Fastshot.Cli.Sessions;

/// <summary>The options by which a session is described.</summary>
internal sealed class MetadataOptions
{
    public Option<string> Name { get; } = new("--name") { Description = "What the session is called", HelpName = "TEXT" };

    public Option<string> Description { get; } =
        new("--description") { Description = "A longer text about it", HelpName = "TEXT" };

    public Option<string> Color { get; } = new("--color")
    {
        Description = $"One of {string.Join(", ", SessionColors.All)}, or '' for none",
        HelpName = "COLOR",
    };

    public Option<string> Class { get; } = new("--class") { Description = "What kind of work it belongs to", HelpName = "TEXT" };

    public void AddTo(VerbCommand verb)
    {
        verb.Options.Add(Name);
        verb.Options.Add(Description);
        verb.Options.Add(Color);
        verb.Options.Add(Class);
    }
}
