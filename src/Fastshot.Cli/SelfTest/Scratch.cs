using Fastshot.Cli.Commands;
using Fastshot.Cli.Sessions;
using Fastshot.Cli.Shell;
using Fastshot.Core.Configuration;
using Fastshot.Core.Runtime;
using Fastshot.Core.Storage;
using Fastshot.Core.Sync;

namespace Fastshot.Cli.SelfTest;

/// <summary>Where the self-test works: a temporary folder, and a prefix of its own at the person's remote.</summary>
internal sealed class Scratch : IDisposable
{
    private const string NamePrefix = "fastshot-selftest-";

    private readonly Invocation _call;
    private readonly string _passphrase;
    private readonly ConfigFile _config;
    private readonly Dictionary<string, Task<ScratchDevice>> _devices = new(StringComparer.Ordinal);

    private Scratch(Invocation call, ConfigFile config, RemoteAddress? remote, string prefix)
    {
        _call = call;
        _config = config;
        Name = $"{NamePrefix}{call.Surroundings.Random.NewName(8)}";
        Folder = Directory.CreateTempSubdirectory(Name).FullName;
        _passphrase = call.Surroundings.Random.NewName(16);
        Remote = remote;
        Meeting = remote is null ? Path.Combine(Folder, "remote") : Below(remote, prefix);
    }

    /// <summary>The name of all that this run puts at the remote.</summary>
    public string Name { get; }

    public string Folder { get; }

    /// <summary>The person's remote, or null where none is set.</summary>
    public RemoteAddress? Remote { get; }

    /// <summary>The address below which the devices of the self-test meet.</summary>
    public string Meeting { get; }

    public static async Task<Scratch> OpenAsync(Invocation call, CancellationToken cancellationToken)
    {
        var remote = await call.FindRemoteAsync(cancellationToken).ConfigureAwait(false);
        var prefix = "";
        if (remote?.Scheme == BucketCall.Scheme)
        {
            prefix = (await call.BucketOptionsAsync(remote, cancellationToken).ConfigureAwait(false)).Prefix.Value.Trim('/');
        }

        return new Scratch(call, await call.ReadConfigAsync(cancellationToken).ConfigureAwait(false), remote, prefix);
    }

    /// <summary>The device of a name, made when it is first asked for: a home that reaches what the person's does, and nothing is synced unasked.</summary>
    public Task<ScratchDevice> DeviceAsync(string name, CancellationToken cancellationToken)
    {
        if (!_devices.TryGetValue(name, out var device))
        {
            device = MakeAsync(name, cancellationToken);
            _devices.Add(name, device);
        }

        return device;
    }

    /// <summary>The device that has the sample sessions.</summary>
    public async Task<ScratchDevice> SamplesAsync(CancellationToken cancellationToken)
    {
        var device = await DeviceAsync("samples", cancellationToken).ConfigureAwait(false);
        if (!Directory.Exists(device.Library))
        {
            await device.SaveSamplesAsync(int.MaxValue, cancellationToken).ConfigureAwait(false);
        }

        return device;
    }

    /// <summary>An address of its own below the meeting place.</summary>
    public string MeetingOf(string name)
    {
        var query = Meeting.IndexOf('?', StringComparison.Ordinal);
        if (Remote?.IsBucket == true)
        {
            return query < 0 ? $"{Meeting}/{name}" : $"{Meeting[..query]}/{name}{Meeting[query..]}";
        }

        var folder = Path.Combine(Meeting, name);
        Directory.CreateDirectory(folder);
        return folder;
    }

    /// <summary>Removes all that this run put at the remote.</summary>
    /// <returns>Null where nothing is left; else what to do.</returns>
    public async Task<string?> CleanAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (Remote is { IsBucket: false })
            {
                if (Directory.Exists(Meeting))
                {
                    Directory.Delete(Meeting, recursive: true);
                }
            }
            else if (Remote is not null)
            {
                await CleanBucketAsync(cancellationToken).ConfigureAwait(false);
            }

            return null;
        }
        catch (Exception e) when (e is StoreException or CliException or IOException or UnauthorizedAccessException)
        {
            return $"Not all objects of this self-test could be removed ({e.Message.TrimEnd('.')}). Remove what lies at {Meeting}";
        }
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private async Task CleanBucketAsync(CancellationToken cancellationToken)
    {
        using var workspace = _call.OpenWorkspace();
        await RemoteCall.AtAsync(
            _call,
            workspace,
            _call.AddressOf(Meeting),
            async place =>
            {
                while (await place.ListAsync("", cancellationToken: cancellationToken).ConfigureAwait(false) is { Objects.Count: > 0 } page)
                {
                    foreach (var found in page.Objects)
                    {
                        await place.DeleteAsync(found.Key, cancellationToken).ConfigureAwait(false);
                    }
                }

                return true;
            },
            cancellationToken).ConfigureAwait(false);
    }

    private async Task<ScratchDevice> MakeAsync(string name, CancellationToken cancellationToken)
    {
        var device = new ScratchDevice(_call, Directory.CreateDirectory(Path.Combine(Folder, name)).FullName, _passphrase);
        await ConfigChange.ApplyAsync(
            device.Call,
            _ => _config.Without(SettingKey.Section, SettingKeys.RemoteName).Without(SettingKey.Section, SettingKeys.LayoutName)
                .With(SettingKey.Section, "sync", "manual"),
            cancellationToken).ConfigureAwait(false);
        return device;
    }

    // The prefix of config.ini counts only where the address names none; so it is written into ours.
    private string Below(RemoteAddress remote, string prefix)
    {
        if (!remote.IsBucket)
        {
            return Path.Combine(remote.Folder, Name);
        }

        var query = remote.Text.IndexOf('?', StringComparison.Ordinal);
        var (address, rest) = query < 0 ? (remote.Text, "") : (remote.Text[..query], remote.Text[query..]);
        var bucket = address["s3://".Length..].Split('/')[0];
        return prefix.Length == 0 ? $"s3://{bucket}/{Name}{rest}" : $"s3://{bucket}/{prefix}/{Name}{rest}";
    }
}
