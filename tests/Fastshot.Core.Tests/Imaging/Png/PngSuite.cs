namespace Fastshot.Core.Tests.Imaging.Png;

/// <summary>What libpng (through libvips) sees in the files of PngSuite: the SHA-256 of their pixels as RGBA.</summary>
internal static class PngSuite
{
    public static Dictionary<string, string> Pixels { get; } = new()
    {
        ["basn0g08"] = "982faa277e83f73ca15b491e67eb41fa25526418ed23e057a9986c4f620eb158",
        ["basn2c08"] = "23a53c674ec50d5a5eb9c3f679b6b19ba5304ae99dff76801bec4939e0f0c99e",
        ["basn3p08"] = "b1c3302eceae6738c36edafa98c8054824d9440f3ba53a3f17cc81d29acc32cc",
        ["basn4a08"] = "12cdab741a18c718cf03f27e624d78eedce027b6f1e5f823f3a2ef576747c5d1",
        ["basn6a08"] = "10559a62df91d1dedd06eba9fbb1a862f02774b88ee2366e7c4d72d5dc1e0a84",
        ["f00n0g08"] = "2eb1702c9180b67735e5c10fae189319e818617b4267ec4bbc7de199cc59a655",
        ["f00n2c08"] = "3018fcbef930279cb017dedf15ec0b768dcba02438f476aecfa53e0f7bac801c",
        ["f01n0g08"] = "868c9fbd8731be65fd1014e82961322b994b8b255b62a3b1a7eb67b213327310",
        ["f01n2c08"] = "731b37d789db80124b87861ed04dd27beb6704fe0e31b468b6c43d62246f6e85",
        ["f02n0g08"] = "d2db1dddb835474f517f9678ff6d037b068196e4d949b60a53bfa7a64588f131",
        ["f02n2c08"] = "c3d32f80e0f95fab11535ea922ec3a750b8c56b0a1b72f0e14b064da3bed2773",
        ["f03n0g08"] = "17564083371d831690365f4d33129573b96cf8ffa1db40cdd8fbf97f6c663425",
        ["f03n2c08"] = "7e0d024ebfc4481c7e35cfb67ab36ff5877373128050f9160f979d7e5a319211",
        ["f04n0g08"] = "6e3b8f42dd1874135800552ca024f063d3e90afc9d262627b056dd74ecfdaef1",
        ["f04n2c08"] = "c13eeb551ab25b0ed841ec1dec22b84d327ecd984ac17ea3961f68e63755e6ec",
        ["tbrn2c08"] = "988eecf26867a495692db5e696f981d45aadd1c0d7535b9705d7078a538e0328",
        ["tp0n0g08"] = "6930bf323b5f045b6977f99ce52c2082b781bc067aac66e53dad71a627784e0b",
        ["tp0n2c08"] = "13421e1c169afaeb1e1170ed5c1dd26dee7d37a38d14c427f89171bb0a80bb3f",
        ["tp0n3p08"] = "fcfd3c6af7fcfc3f3bcca2fed5f85c8b2ff9ee495a5190d20110141b4250eb2e",
        ["tp1n3p08"] = "25810383a177936e082ebda0c2967474198ad62f367e70ebc08e06e6bacbe31f",
    };
}
