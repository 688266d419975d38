using System.Collections.Immutable;
using Fastshot.Cli.Shell;
using Fastshot.Core.Model;

namespace Fastshot.Cli.Sessions;

/// <summary>What a person agrees to in a repair; each question is asked once, and where nobody can be asked the answer is no.</summary>
/// <param name="adopts">Whether what no record names is taken in unasked: that was said with the verb.</param>
internal sealed class RepairConsent(Invocation call, Func<int, string> removalQuestion, bool adopts)
{
    private readonly Dictionary<FindingAction, bool> _answers = adopts ? new() { [FindingAction.Adopt] = true } : [];

    /// <summary>Whether what is to be removed may go.</summary>
    public Task<bool> RemovesAsync(RepairPlan plan, CancellationToken cancellationToken) =>
        AskAsync(FindingAction.Remove, plan.Removals, removalQuestion, cancellationToken);

    /// <summary>What may be written among what is asked for.</summary>
    public async Task<ImmutableArray<Finding>> AgreedAsync(RepairPlan plan, CancellationToken cancellationToken)
    {
        var agreed = ImmutableArray.CreateBuilder<Finding>();
        foreach (var same in plan.Asked.GroupBy(one => one.Action))
        {
            ImmutableArray<Finding> asked = [.. same];
            if (await AskAsync(same.Key, asked, count => QuestionOf(asked[0], count), cancellationToken).ConfigureAwait(false))
            {
                agreed.AddRange(asked);
            }
        }

        return agreed.ToImmutable();
    }

    private static string QuestionOf(Finding first, int count) => first.Action switch
    {
        FindingAction.Describe => $"{first.ObjectName} {first.Detail}. Write it anew, for the vault of this library?",
        FindingAction.Reinstate => $"No key file is left there. Put back {Words.Count(count, "key file")} of which this device keeps a copy, so that their passphrases open the vault again?",
        _ => $"Take {Words.Count(count, "session")} into the list whose pictures lie there and that no record names?",
    };

    private async Task<bool> AskAsync(
        FindingAction action, ImmutableArray<Finding> findings, Func<int, string> question, CancellationToken cancellationToken)
    {
        if (findings.IsEmpty)
        {
            return false;
        }

        if (!_answers.TryGetValue(action, out var answer))
        {
            answer = (call.Options.SaysYes || call.Surroundings.Terminal.IsInTerminal)
                && await call.Prompt.ConfirmAsync(question(findings.Length), cancellationToken).ConfigureAwait(false);
            _answers[action] = answer;
        }

        return answer;
    }
}
