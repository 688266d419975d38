using System.Text;

namespace Fastshot.Cli.Completion;

/// <summary>The completion script for bash 4 and later.</summary>
internal static class BashScript
{
    public static string Of(CompletionWords words)
    {
        var script = new StringBuilder();
        script.Append(
            """
            # Completes fastshot in bash: source <(fastshot completion bash)
            _fastshot() {
                local current="${COMP_WORDS[COMP_CWORD]}" previous="${COMP_WORDS[COMP_CWORD-1]}"
                local path="" skip=0 words="" options="" files=0 i
                for ((i = 1; i < COMP_CWORD; i++)); do
                    if ((skip)); then skip=0; continue; fi

            """);
        script.Append("        case \"${COMP_WORDS[i]}\" in ")
            .AppendJoin('|', words.OptionsWithValue)
            .Append(") skip=1; continue ;; esac\n");
        script.Append("        case \"$path ${COMP_WORDS[i]}\" in\n");
        foreach (var node in words.Nodes.Where(node => node.Path.Length > 0))
        {
            var key = node.Path.Contains(' ', StringComparison.Ordinal) ? node.Path : $" {node.Path}";
            script.Append($"            \"{key}\") path=\"{node.Path}\" ;;\n");
        }

        script.Append("        esac\n    done\n    case \"$path\" in\n");
        foreach (var node in words.Nodes)
        {
            script.Append($"        \"{node.Path}\")\n");
            script.Append("            words=\"").AppendJoin(' ', node.Words).Append("\"\n");
            script.Append("            options=\"").AppendJoin(' ', node.Options.Select(option => option.Name)).Append("\"\n");
            script.Append(node.TakesFiles ? "            files=1\n" : "");
            script.Append("            ;;\n");
        }

        script.Append("    esac\n    if ((skip)); then\n        words=\"\" options=\"\" files=0\n        case \"$path $previous\" in\n");
        foreach (var (pattern, option) in Values(words))
        {
            script.Append($"            {pattern}) ");
            script.Append(option.TakesFile ? "files=1" : $"words=\"{string.Join(' ', option.Values)}\"");
            script.Append(" ;;\n");
        }

        script.Append(
            """
                    esac
                elif [[ "$current" == -* ]]; then
                    words="$options" files=0
                fi
                COMPREPLY=($(compgen -W "$words" -- "$current"))
                if ((files)); then
                    compopt -o filenames 2>/dev/null
                    local file
                    while IFS= read -r file; do COMPREPLY+=("$file"); done < <(compgen -f -- "$current")
                fi
            }
            complete -F _fastshot fastshot
            """);
        return script.ToString();
    }

    // An option of all verbs is written once.
    private static IEnumerable<(string Pattern, CompletionOption Option)> Values(CompletionWords words)
    {
        var everywhere = words.Nodes[0].Options;
        foreach (var option in everywhere.Where(HasValues))
        {
            yield return ($"*\" {option.Name}\"", option);
        }

        foreach (var node in words.Nodes.Skip(1))
        {
            foreach (var option in node.Options.Where(HasValues).Where(option => everywhere.All(other => other.Name != option.Name)))
            {
                yield return ($"\"{node.Path} {option.Name}\"", option);
            }
        }
    }

    private static bool HasValues(CompletionOption option) => option.TakesFile || option.Values.Count > 0;
}
