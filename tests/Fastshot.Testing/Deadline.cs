namespace Fastshot.Testing;

/// <summary>Turns a hang into a failure: every await of a test takes this token.</summary>
public static class Deadline
{
    public static CancellationToken Token
    {
        get
        {
            var source = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            source.CancelAfter(TimeSpan.FromSeconds(60));
            return source.Token;
        }
    }
}
