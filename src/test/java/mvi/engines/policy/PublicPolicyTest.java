package mvi.engines.policy;

import static mvi.engines.policy.Documents.parse;
import static mvi.engines.policy.Documents.underCondition;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublicPolicyTest {
    private static final String REST =
            "\"Action\":\"s3:GetObject\",\"Resource\":\"arn:aws:s3:::photos/*\"}";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"*\"",
                "{\"AWS\":\"*\"}",
                "{\"AWS\":[\"100000000002\",\"*\"]}",
                "{\"AWS\":\"*\",\"CanonicalUser\":\"c1\"}"
            })
    void anAllowToEverybodyIsPublic(String principal) {
        String statement = "{\"Effect\":\"Allow\",\"Principal\":%s,".formatted(principal) + REST;
        assertThat(parse(statement).isPublic()).isTrue();
        assertThat(parse(statement.replace("Allow", "Deny")).isPublic()).isFalse();
        String deny = "{\"Effect\":\"Deny\",\"Principal\":\"*\"," + REST;
        assertThat(parse(deny + "," + statement).isPublic()).isTrue();
    }

    @Test
    void anAllowToSomebodyIsNotPublic() {
        for (String principal :
                new String[] {"\"AWS\":\"100000000002\"", "\"CanonicalUser\":\"c\""}) {
            assertThat(
                            parse("{\"Effect\":\"Allow\",\"Principal\":{" + principal + "}," + REST)
                                    .isPublic())
                    .isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'IpAddress':{'aws:SourceIp':'203.0.113.0/24'}}",
                "{'IpAddress':{'aws:SourceIp':['10.0.0.0/8','2001:db8::/32','192.0.2.1']}}",
                "{'ForAnyValue:IpAddress':{'AWS:SOURCEIP':'203.0.113.0/24'}}",
                "{'ArnEquals':{'aws:SourceArn':'arn:aws:s3:::other'}}",
                "{'StringLike':{'aws:SourceVpc':'vpc-1'}}",
                "{'StringEquals':{'aws:SourceVpce':['vpce-1','vpce-2']}}",
                "{'StringEquals':{'aws:SourceOwner':'100000000002'}}",
                "{'StringEqualsIgnoreCase':{'aws:SourceAccount':'100000000002'}}",
                "{'StringEquals':{'aws:userid':'AIDAEXAMPLE'}}",
                "{'StringEquals':{'aws:PrincipalOrgID':'o-1'},'StringLike':{'s3:prefix':'*'}}",
                "{'StringEquals':{'s3:x-amz-server-side-encryption-aws-kms-key-id':'k'}}",
                "{'ArnLike':{'s3:DataAccessPointArn':'arn:aws:s3:eu:100000000002:accesspoint/*'}}",
            })
    void conditionsOnFixedSendersAreNotPublic(String condition) {
        assertThat(underCondition(condition.replace('\'', '"')).isPublic()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'IpAddress':{'aws:SourceIp':'0.0.0.0/0'}}",
                "{'IpAddress':{'aws:SourceIp':['203.0.113.0/24','0.0.0.0/1']}}",
                "{'IpAddress':{'aws:SourceIp':'16.0.0.0/7'}}",
                "{'IpAddress':{'aws:SourceIp':'2001::/31'}}",
                "{'NotIpAddress':{'aws:SourceIp':'203.0.113.0/24'}}",
                "{'IpAddressIfExists':{'aws:SourceIp':'203.0.113.0/24'}}",
                "{'ForAllValues:IpAddress':{'aws:SourceIp':'203.0.113.0/24'}}",
                "{'StringNotEquals':{'aws:SourceVpc':'vpc-1'}}",
                "{'StringLike':{'aws:SourceVpc':'vpc-*'}}",
                "{'StringEquals':{'aws:SourceVpce':['vpce-1','vpce-?']}}",
                "{'StringEqualsIfExists':{'aws:SourceAccount':'100000000002'}}",
                "{'StringLike':{'aws:userid':'AROLEID:*'}}",
                "{'StringEquals':{'aws:Referer':'https://example.com/'}}",
                "{'Null':{'aws:SourceVpc':'false'}}",
                "{'ArnLike':{'s3:DataAccessPointArn':'arn:aws:s3:eu:*:accesspoint/a'}}",
            })
    void allOtherConditionsAreNoProtection(String condition) {
        assertThat(underCondition(condition.replace('\'', '"')).isPublic()).isTrue();
    }
}
