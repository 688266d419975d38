using System.Text;

namespace Fastshot.Cli.Completion;

/// <summary>The completion script for zsh.</summary>
internal static class ZshScript
{
    public static string Of(CompletionWords words)
    {
        var script = new StringBuilder();
        script.Append(
            """
            #compdef fastshot
            # Completes fastshot in zsh: fastshot completion zsh > "${fpath[1]}/_fastshot"
            _fastshot() {
                local verbs="" skip=0 i
                local -a names options
                for ((i = 2; i < CURRENT; i++)); do
                    if ((skip)); then skip=0; continue; fi

            """);
        script.Append("        case \"${words[i]}\" in ")
            .AppendJoin('|', words.OptionsWithValue)
            .Append(") skip=1; continue ;; esac\n");
        script.Append("        case \"$verbs ${words[i]}\" in\n");
        foreach (var node in words.Nodes.Where(node => node.Path.Length > 0))
        {
            var key = node.Path.Contains(' ', StringComparison.Ordinal) ? node.Path : $" {node.Path}";
            script.Append($"            \"{key}\") verbs=\"{node.Path}\" ;;\n");
        }

        script.Append("        esac\n    done\n    if ((skip)); then\n        case \"$verbs ${words[CURRENT-1]}\" in\n");
        foreach (var node in words.Nodes)
        {
            foreach (var option in node.Options.Where(option => option.Values.Count > 0))
            {
                script.Append($"            \"{node.Path} {option.Name}\") compadd -- {string.Join(' ', option.Values)} ;;\n");
            }
        }

        script.Append("            *) _files ;;\n        esac\n        return\n    fi\n    case \"$verbs\" in\n");
        foreach (var node in words.Nodes)
        {
            script.Append($"        \"{node.Path}\")\n            names=(");
            script.AppendJoin(' ', node.Verbs.Select(verb => Described(verb.Name, verb.Meaning)).Concat(node.ArgumentWords));
            script.Append(")\n            options=(");
            script.AppendJoin(' ', node.Options.Select(option => Described(option.Name, option.Meaning))).Append(")\n");
            script.Append(node.TakesFiles ? "            [[ \"${words[CURRENT]}\" == -* ]] || _files\n" : "");
            script.Append("            ;;\n");
        }

        script.Append(
            """
                esac
                if [[ "${words[CURRENT]}" == -* ]]; then
                    _describe option options
                else
                    _describe word names
                fi
            }
            # As a file of fpath this is the body of the function, called for the first time; otherwise it is sourced.
            if [[ "${funcstack[1]}" == _fastshot ]]; then _fastshot "$@"; else compdef _fastshot fastshot; fi
            """);
        return script.ToString();
    }

    private static string Described(string word, string meaning) =>
        $"'{word}:{meaning.Replace("'", "'\\''", StringComparison.Ordinal).Replace(":", "\\:", StringComparison.Ordinal)}'";
}
