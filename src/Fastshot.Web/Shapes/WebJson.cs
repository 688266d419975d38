using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;

namespace Fastshot.Web.Shapes;

/// <summary>How shapes become JSON and are read from it.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(BillShape))]
[JsonSerializable(typeof(BoardShape))]
[JsonSerializable(typeof(BulkRequestShape))]
[JsonSerializable(typeof(CacheReportShape))]
[JsonSerializable(typeof(CacheRequestShape))]
[JsonSerializable(typeof(CacheShape))]
[JsonSerializable(typeof(ChangeResultShape))]
[JsonSerializable(typeof(ConnectionShape))]
[JsonSerializable(typeof(DayCountShape))]
[JsonSerializable(typeof(DayListShape))]
[JsonSerializable(typeof(EstimateShape))]
[JsonSerializable(typeof(FacetValueShape))]
[JsonSerializable(typeof(FacetsShape))]
[JsonSerializable(typeof(FieldProblemShape))]
[JsonSerializable(typeof(FindingCountShape))]
[JsonSerializable(typeof(FindingShape))]
[JsonSerializable(typeof(ImportNoteShape))]
[JsonSerializable(typeof(ImportReportShape))]
[JsonSerializable(typeof(IndexStateShape))]
[JsonSerializable(typeof(ItemFailureShape))]
[JsonSerializable(typeof(KeysShape))]
[JsonSerializable(typeof(LibraryChangeShape))]
[JsonSerializable(typeof(LibraryStatusShape))]
[JsonSerializable(typeof(NamedCountShape))]
[JsonSerializable(typeof(OperationDetailShape))]
[JsonSerializable(typeof(OperationFailureShape))]
[JsonSerializable(typeof(OperationListShape))]
[JsonSerializable(typeof(OperationProgressShape))]
[JsonSerializable(typeof(OperationShape))]
[JsonSerializable(typeof(PassphraseRequestShape))]
[JsonSerializable(typeof(PlaceRequestShape))]
[JsonSerializable(typeof(ProbeCheckShape))]
[JsonSerializable(typeof(ProbeShape))]
[JsonSerializable(typeof(ProblemShape))]
[JsonSerializable(typeof(RebuildRequestShape))]
[JsonSerializable(typeof(RecoveryKeyShape))]
[JsonSerializable(typeof(RefusedFileShape))]
[JsonSerializable(typeof(RemoteChangeShape))]
[JsonSerializable(typeof(RemoteHealthShape))]
[JsonSerializable(typeof(RemoteLookShape))]
[JsonSerializable(typeof(RemoteShape))]
[JsonSerializable(typeof(RepairReportShape))]
[JsonSerializable(typeof(RepairRequestShape))]
[JsonSerializable(typeof(ReportShape))]
[JsonSerializable(typeof(RequestCountsShape))]
[JsonSerializable(typeof(SessionDetailShape))]
[JsonSerializable(typeof(SessionEditShape))]
[JsonSerializable(typeof(SessionFilterShape))]
[JsonSerializable(typeof(SessionListShape))]
[JsonSerializable(typeof(SessionShape))]
[JsonSerializable(typeof(SetUpReportShape))]
[JsonSerializable(typeof(SetUpRequestShape))]
[JsonSerializable(typeof(SettingShape))]
[JsonSerializable(typeof(SettingValueShape))]
[JsonSerializable(typeof(SettingsChangeShape))]
[JsonSerializable(typeof(SettingsChangedShape))]
[JsonSerializable(typeof(SettingsShape))]
[JsonSerializable(typeof(ShotShape))]
[JsonSerializable(typeof(SnapshotShape))]
[JsonSerializable(typeof(StatusShape))]
[JsonSerializable(typeof(SyncNoticeShape))]
[JsonSerializable(typeof(SyncReportShape))]
[JsonSerializable(typeof(SyncRequestShape))]
[JsonSerializable(typeof(UploadLimitsShape))]
[JsonSerializable(typeof(UploadResultShape))]
[JsonSerializable(typeof(VerifyReportShape))]
[JsonSerializable(typeof(VerifyRequestShape))]
internal sealed partial class WebJson : JsonSerializerContext
{
    /// <summary>Markup is escaped; names in any script stay as they are.</summary>
    public static WebJson Shared { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        MaxDepth = 8,
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
    });
}
