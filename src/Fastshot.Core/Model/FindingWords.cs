namespace Fastshot.Core.Model;

/// <summary>The words for findings in JSON, the same for the command line and the page (docs/cli.md).</summary>
public static class FindingWords
{
    public static string Word(this FindingKind kind) => kind switch
    {
        FindingKind.Missing => "missing",
        FindingKind.Damaged => "damaged",
        FindingKind.Wrong => "wrong",
        _ => "orphaned",
    };

    public static string Word(this FindingAction action) => action switch
    {
        FindingAction.Rewrite => "rewrite",
        FindingAction.PutBack => "put-back",
        FindingAction.Remove => "remove",
        FindingAction.Describe => "describe",
        FindingAction.Reinstate => "reinstate",
        FindingAction.Publish => "publish",
        FindingAction.Adopt => "adopt",
        FindingAction.Keep => "keep",
        FindingAction.Inspect => "inspect",
        _ => "lost",
    };
}
