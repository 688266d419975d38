using System.Text;

namespace Fastshot.Cli.Completion;

/// <summary>The completion script for PowerShell.</summary>
internal static class PwshScript
{
    public static string Of(CompletionWords words)
    {
        var script = new StringBuilder();
        script.Append(
            """
            # Completes fastshot in PowerShell: fastshot completion pwsh | Out-String | Invoke-Expression
            Register-ArgumentCompleter -Native -CommandName fastshot -ScriptBlock {
                param($current, $ast, $cursor)
                $typed = @($ast.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursor } | ForEach-Object { "$_" })
                $path = ''
                $pending = $null

            """);
        script.Append("    $withValue = @(").AppendJoin(", ", words.OptionsWithValue.Select(Quoted)).Append(")\n");
        script.Append("    $paths = @(").AppendJoin(", ", words.Nodes.Skip(1).Select(node => Quoted(node.Path))).Append(")\n");
        script.Append(
            """
                foreach ($word in ($typed | Select-Object -Skip 1)) {
                    if ($pending) { $pending = $null; continue }
                    if ($withValue -ccontains $word) { $pending = $word; continue }
                    $longer = "$path $word".Trim()
                    if ($paths -ccontains $longer) { $path = $longer }
                }
                if ($pending) {
                    $found = switch -CaseSensitive ("$path $pending".Trim()) {

            """);
        foreach (var node in words.Nodes)
        {
            foreach (var option in node.Options.Where(option => option.Values.Count > 0))
            {
                script.Append($"            {Quoted($"{node.Path} {option.Name}".Trim())} {{ {List(option.Values)} }}\n");
            }
        }

        script.Append("            default { return }\n        }\n    } elseif ($current -like '-*') {\n        $found = switch -CaseSensitive ($path) {\n");
        foreach (var node in words.Nodes)
        {
            script.Append($"            {Quoted(node.Path)} {{ {List(node.Options.Select(option => option.Name))} }}\n");
        }

        script.Append("        }\n    } else {\n        $found = switch -CaseSensitive ($path) {\n");
        foreach (var node in words.Nodes)
        {
            script.Append($"            {Quoted(node.Path)} {{ {List(node.Words)} }}\n");
        }

        script.Append(
            """
                    }
                }
                $found | Where-Object { $_ -like "$current*" } | ForEach-Object {
                    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
                }
            }
            """);
        return script.ToString();
    }

    private static string List(IEnumerable<string> words) => $"@({string.Join(", ", words.Select(Quoted))})";

    private static string Quoted(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
