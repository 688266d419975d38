namespace Fastshot.Cli.Tests.Documents;

/// <summary>Files that the older program wrote; they lie beside the checkout.</summary>
internal static class OlderProgramFiles
{
    /// <summary>Copies its home or its bucket to where a test may write.</summary>
    public static async Task CopyAsync(string name, string target)
    {
        var parent = Path.GetDirectoryName(target)!;
        (await StockTool.RunAsync("cp", ["-a", Path.GetFullPath(Repository.PathOf($"../shared/data/classic-8/{name}")), target], parent, cancellationToken: Deadline.Token)).Expect();
        (await StockTool.RunAsync("chmod", ["-R", "u+w", target], parent, cancellationToken: Deadline.Token)).Expect();
    }
}
