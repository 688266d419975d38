using System.Text;
using Fastshot.Core.Configuration;
using Fastshot.Core.Library;
using Fastshot.Core.Model;
using Fastshot.Core.Storage;
using Fastshot.Web.Api;
using Fastshot.Web.Shapes;
using Fastshot.Web.Work;

namespace Fastshot.Web.Routes;

/// <summary>config.ini, and what opens the vault.</summary>
internal sealed class SettingsRoutes(ThisDevice device)
{
    private const int ValueLengthMax = 2000;
    private const int PassphraseLengthMin = 1;
    private const int PassphraseLengthMax = 1000;

    public IReadOnlyList<ApiRoute> All =>
    [
        new("GET", "/api/settings", "All settings, and all that is wrong with them.", ShowAsync) { Gives = typeof(SettingsShape) },
        new("PUT", "/api/settings", "Changes settings, all or none.", ChangeAsync)
        {
            Body = BodyKind.Json,
            Takes = typeof(SettingsChangeShape),
            Gives = typeof(SettingsShape),
        },
        new("GET", "/api/keys", "What opens the vault.", KeysAsync) { Gives = typeof(KeysShape), Query = ["ask"] },
        new("POST", "/api/keys", "Adds one more passphrase.", AddKeyAsync)
        {
            Body = BodyKind.Json,
            Takes = typeof(PassphraseRequestShape),
            Gives = typeof(KeysShape),
        },
        new("PUT", "/api/keys/passphrase", "Makes a passphrase the only one.", ReplaceKeyAsync)
        {
            Body = BodyKind.Json,
            Takes = typeof(PassphraseRequestShape),
            Gives = typeof(KeysShape),
        },
        new("DELETE", "/api/keys/{name}", "Removes a key file; its passphrase opens the vault no more.", RemoveKeyAsync) { Gives = typeof(KeysShape), Query = ["last"] },
        new("POST", "/api/keys/recovery", "The recovery key, which a person asked for.", RevealAsync) { Gives = typeof(RecoveryKeyShape) },
    ];

    private async Task ShowAsync(ApiCall call) => await AnswerAsync(
        call, await device.Parts.Installation.ReadConfigAsync(call.Aborted).ConfigureAwait(false)).ConfigureAwait(false);

    private async Task ChangeAsync(ApiCall call)
    {
        var change = await call.ReadAsync(WebJson.Shared.SettingsChangeShape).ConfigureAwait(false);
        var problems = change.Values.SelectMany(ProblemsOf).ToList();
        if (problems.Count > 0)
        {
            throw ApiException.Invalid(problems.Count == 1 ? "One value is not good." : $"{problems.Count:N0} values are not good.", problems);
        }

        await device.Parts.Installation.ChangeConfigAsync(
            file => change.Values.Aggregate(file, (changed, one) => one.Value is { } value
                ? changed.With(SettingKey.Section, SettingKeys.Find(one.Key)!.Name, value)
                : changed.Without(SettingKey.Section, SettingKeys.Find(one.Key)!.Name)),
            call.Aborted).ConfigureAwait(false);
        device.Events.Publish(
            "settings", new SettingsChangedShape([.. change.Values.Select(one => one.Key)]), WebJson.Shared.SettingsChangedShape);
        await device.Works.TellRemoteAsync(call.Aborted).ConfigureAwait(false);
        await ShowAsync(call).ConfigureAwait(false);
    }

    // Where devices meet is more than a value: it is set, and forgotten, by the remote's own route.
    private static IEnumerable<FieldProblemShape> ProblemsOf(SettingValueShape one)
    {
        var key = SettingKeys.Find(one.Key);
        var message = (key, one.Value) switch
        {
            (null, _) => "is no key of config.ini",
            ({ Name: SettingKeys.RemoteName or SettingKeys.LayoutName }, _) => "is set by PUT /api/remote",
            (_, { Length: > ValueLengthMax }) => $"is longer than {ValueLengthMax:N0} characters",
            (_, { } value) when value.Any(char.IsControl) => "has control characters",
            (_, { } value) => key.Refuse(value),
            _ => null,
        };
        return message is null ? [] : [new FieldProblemShape(one.Key, null, message, key is null ? null : $"Write {key.Accepts}.")];
    }

    private async Task KeysAsync(ApiCall call)
    {
        var library = await device.Parts.Workspace.FindLibraryAsync(call.Aborted).ConfigureAwait(false);
        var files = library is not null && call.Flag("ask")
            ? await AtAsync(library, (keyFiles, place) => keyFiles.ListAsync(place, call.Aborted), call).ConfigureAwait(false)
            : null;
        await AnswerAsync(call, library, files).ConfigureAwait(false);
    }

    private async Task AddKeyAsync(ApiCall call)
    {
        var passphrase = await PassphraseAsync(call).ConfigureAwait(false);
        await ChangeKeysAsync(call, (keyFiles, place) => keyFiles.AddAsync(place, passphrase, call.Aborted)).ConfigureAwait(false);
    }

    private async Task ReplaceKeyAsync(ApiCall call)
    {
        var passphrase = await PassphraseAsync(call).ConfigureAwait(false);
        await ChangeKeysAsync(call, (keyFiles, place) => keyFiles.ReplaceAsync(place, passphrase, call.Aborted)).ConfigureAwait(false);
    }

    private async Task RemoveKeyAsync(ApiCall call)
    {
        if (!Digest.TryParseHex(call.Path("name"), out var name))
        {
            throw ApiException.Bad("bad_id", "That is no key file's name.");
        }

        var allowsLast = call.Flag("last");
        await ChangeKeysAsync(
            call,
            async (keyFiles, place) =>
            {
                var names = await keyFiles.ListAsync(place, call.Aborted).ConfigureAwait(false);
                if (!names.Contains(name))
                {
                    throw ApiException.NotFound("There is no such key file.");
                }

                if (names.Count == 1 && !allowsLast)
                {
                    throw ApiException.Conflict(
                        "consent_needed", "This is the only key file: without it devices join by the recovery key only.", "Agree to that, or add another first.");
                }

                await keyFiles.RemoveAsync(place, name, call.Aborted).ConfigureAwait(false);
            }).ConfigureAwait(false);
    }

    private async Task RevealAsync(ApiCall call)
    {
        var library = await device.LibraryAsync(call.Aborted).ConfigureAwait(false);
        var key = await library.RevealKeyAsync(call.Aborted).ConfigureAwait(false);
        await call.JsonAsync(new RecoveryKeyShape(key, library.Vault.Text), WebJson.Shared.RecoveryKeyShape).ConfigureAwait(false);
    }

    private async Task ChangeKeysAsync(ApiCall call, Func<LibraryKeyFiles, IObjectStore, Task> change)
    {
        var library = await device.LibraryAsync(call.Aborted).ConfigureAwait(false);
        var files = await AtAsync(
            library,
            async (keyFiles, place) =>
            {
                await change(keyFiles, place).ConfigureAwait(false);
                return await keyFiles.ListAsync(place, call.Aborted).ConfigureAwait(false);
            },
            call).ConfigureAwait(false);
        await AnswerAsync(call, library, files).ConfigureAwait(false);
    }

    private async Task<T> AtAsync<T>(SessionLibrary library, Func<LibraryKeyFiles, IObjectStore, Task<T>> work, ApiCall call)
    {
        var remote = await device.Works.RemoteAsync(call.Aborted).ConfigureAwait(false);
        return remote.Layout is RemoteLayout.Classic
            ? throw ApiException.Conflict("no_remote", "A bucket of the older program has no key files.", "A vault has: set one up.")
            : await device.Parts.Installation.AtAsync(remote.Address, place => work(library.KeyFiles, place), call.Aborted).ConfigureAwait(false);
    }

    private static async Task<ReadOnlyMemory<byte>> PassphraseAsync(ApiCall call)
    {
        var request = await call.ReadAsync(WebJson.Shared.PassphraseRequestShape).ConfigureAwait(false);
        return request.Passphrase.Length is >= PassphraseLengthMin and <= PassphraseLengthMax
            ? Encoding.UTF8.GetBytes(request.Passphrase)
            : throw ApiException.Invalid(
                $"A passphrase has {PassphraseLengthMin} to {PassphraseLengthMax:N0} characters.",
                [new FieldProblemShape("passphrase", null, $"has {request.Passphrase.Length:N0} characters", null)]);
    }

    private static async Task AnswerAsync(ApiCall call, SessionLibrary? library, IReadOnlyList<Digest>? files) => await call.JsonAsync(
        new KeysShape(
            library?.Vault.Text,
            library is not null && await library.HasShownKeyAsync(call.Aborted).ConfigureAwait(false),
            files is null ? null : [.. files.Select(one => one.Hex)]),
        WebJson.Shared.KeysShape).ConfigureAwait(false);

    private static Task AnswerAsync(ApiCall call, ConfigFile file) => call.JsonAsync(
        new SettingsShape(
            [.. SettingKeys.All.Select(key => Of(file, key))],
            [.. Settings.From(file).Problems.Select(one => new FieldProblemShape(one.Key ?? "", one.Line, one.Message, one.Hint))]),
        WebJson.Shared.SettingsShape);

    private static SettingShape Of(ConfigFile file, SettingKey key)
    {
        var written = file.Get(SettingKey.Section, key.Name);
        var isSet = written is not null && key.Refuse(written) is null;
        return new SettingShape(key.Name, key.Shown(isSet ? written! : key.DefaultText), key.DefaultText, isSet, key.IsSecret, key.Meaning, key.Accepts);
    }
}
