using Fastshot.Cli.Sessions;
using Fastshot.Cli.Shell;
using Fastshot.Core.Configuration;
using Fastshot.Core.Storage;
using Fastshot.Core.Sync;
using Fastshot.Core.Vault;
using Fastshot.Storage.S3;

namespace Fastshot.Cli.Doctor;

/// <summary>Looks whether the place where devices meet answers, and says where its set-up is described.</summary>
internal static class RemoteExamination
{
    private const string Name = "remote";

    /// <summary>One check; none where no place is set.</summary>
    public static async Task<IReadOnlyList<Check>> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        try
        {
            if (await call.FindRemoteAsync(cancellationToken).ConfigureAwait(false) is not { } address)
            {
                return [];
            }

            var prefix = await call.LayoutAsync(cancellationToken).ConfigureAwait(false) is RemoteLayout.Classic ? "" : VaultPlace.Prefix;
            using var workspace = call.OpenWorkspace();
            await RemoteCall.AtAsync(
                call, workspace, address, place => place.ListAsync(prefix, after: null, countMax: 1, cancellationToken), cancellationToken)
                .ConfigureAwait(false);
            return [new Check(Name, true, $"{address} answers{await SetUpAsync(call, address, cancellationToken).ConfigureAwait(false)}")];
        }
        catch (CliException e)
        {
            return [new Check(Name, false, e.Message, e.Hint)];
        }
        catch (StoreException e)
        {
            return [new Check(Name, false, e.Message, e.Hint)];
        }
    }

    private static async Task<string> SetUpAsync(Invocation call, RemoteAddress address, CancellationToken cancellationToken)
    {
        if (address.Scheme != BucketCall.Scheme)
        {
            return "";
        }

        var options = await call.BucketOptionsAsync(address, cancellationToken).ConfigureAwait(false);
        var provider = S3Provider.Of(options.Endpoint.Value);
        return $" ({provider.Name}); how it is set up: {provider.Page}";
    }
}
