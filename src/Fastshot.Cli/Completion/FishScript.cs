using System.Text;

namespace Fastshot.Cli.Completion;

/// <summary>The completion script for fish.</summary>
internal static class FishScript
{
    public static string Of(CompletionWords words)
    {
        var script = new StringBuilder();
        script.Append(
            """
            # Completes fastshot in fish: fastshot completion fish > ~/.config/fish/completions/fastshot.fish
            function __fastshot_at --argument-names wanted
                set -l verbs
                set -l skip 0
                for word in (commandline -opc)[2..]
                    if test $skip = 1
                        set skip 0
                        continue
                    end
                    switch $word

            """);
        script.Append("            case ").AppendJoin(' ', words.OptionsWithValue).Append("\n                set skip 1\n");
        script.Append(
            """
                        case '-*'
                        case '*'
                            set -a verbs $word
                    end
                end

            """);
        script.Append("    set -l path\n    for word in $verbs\n        switch (string join ' ' $path $word)\n            case ");
        script.AppendJoin(' ', words.Nodes.Where(node => node.Path.Length > 0).Select(node => Quoted(node.Path)));
        script.Append("\n                set -a path $word\n        end\n    end\n");
        script.Append("    test \"$path\" = \"$wanted\"\nend\ncomplete -c fastshot -f\n");
        foreach (var node in words.Nodes)
        {
            AppendNode(script, node);
        }

        return script.ToString().TrimEnd('\n');
    }

    private static void AppendNode(StringBuilder script, CompletionNode node)
    {
        var start = $"complete -c fastshot -n {Quoted($"__fastshot_at \"{node.Path}\"")}";
        foreach (var (name, meaning) in node.Verbs)
        {
            script.Append($"{start} -a {name} -d {Quoted(meaning)}\n");
        }

        if (node.ArgumentWords.Count > 0)
        {
            script.Append($"{start} -a {Quoted(string.Join(' ', node.ArgumentWords))}\n");
        }

        script.Append(node.TakesFiles ? $"{start} -F\n" : "");
        foreach (var option in node.Options)
        {
            var alias = option.Alias is { } other ? $" -s {other.TrimStart('-')}" : "";
            var value = option switch
            {
                { TakesFile: true } => " -r -F",
                { Values.Count: > 0 } => $" -x -a {Quoted(string.Join(' ', option.Values))}",
                { TakesValue: true } => " -x",
                _ => "",
            };
            script.Append($"{start} -l {option.Name.TrimStart('-')}{alias}{value} -d {Quoted(option.Meaning)}\n");
        }
    }

    private static string Quoted(string text) =>
        $"'{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";
}
