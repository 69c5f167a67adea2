BEGIN TRANSACTION;
CREATE TABLE "auth_group" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(150) NOT NULL UNIQUE);
CREATE TABLE "auth_group_permissions" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "group_id" integer NOT NULL REFERENCES "auth_group" ("id") DEFERRABLE INITIALLY DEFERRED, "permission_id" integer NOT NULL REFERENCES "auth_permission" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "auth_permission" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "content_type_id" integer NOT NULL REFERENCES "django_content_type" ("id") DEFERRABLE INITIALLY DEFERRED, "codename" varchar(100) NOT NULL, "name" varchar(255) NOT NULL);
INSERT INTO "auth_permission" VALUES(1,1,'add_area','Can add area');
INSERT INTO "auth_permission" VALUES(2,1,'change_area','Can change area');
INSERT INTO "auth_permission" VALUES(3,1,'delete_area','Can delete area');
INSERT INTO "auth_permission" VALUES(4,1,'view_area','Can view area');
INSERT INTO "auth_permission" VALUES(5,2,'add_federation','Can add federation');
INSERT INTO "auth_permission" VALUES(6,2,'change_federation','Can change federation');
INSERT INTO "auth_permission" VALUES(7,2,'delete_federation','Can delete federation');
INSERT INTO "auth_permission" VALUES(8,2,'view_federation','Can view federation');
INSERT INTO "auth_permission" VALUES(9,3,'add_person','Can add person');
INSERT INTO "auth_permission" VALUES(10,3,'change_person','Can change person');
INSERT INTO "auth_permission" VALUES(11,3,'delete_person','Can delete person');
INSERT INTO "auth_permission" VALUES(12,3,'view_person','Can view person');
INSERT INTO "auth_permission" VALUES(13,4,'add_agreement','Can add agreement');
INSERT INTO "auth_permission" VALUES(14,4,'change_agreement','Can change agreement');
INSERT INTO "auth_permission" VALUES(15,4,'delete_agreement','Can delete agreement');
INSERT INTO "auth_permission" VALUES(16,4,'view_agreement','Can view agreement');
INSERT INTO "auth_permission" VALUES(17,5,'add_forum','Can add forum');
INSERT INTO "auth_permission" VALUES(18,5,'change_forum','Can change forum');
INSERT INTO "auth_permission" VALUES(19,5,'delete_forum','Can delete forum');
INSERT INTO "auth_permission" VALUES(20,5,'view_forum','Can view forum');
INSERT INTO "auth_permission" VALUES(21,6,'add_forumplan','Can add forum plan');
INSERT INTO "auth_permission" VALUES(22,6,'change_forumplan','Can change forum plan');
INSERT INTO "auth_permission" VALUES(23,6,'delete_forumplan','Can delete forum plan');
INSERT INTO "auth_permission" VALUES(24,6,'view_forumplan','Can view forum plan');
INSERT INTO "auth_permission" VALUES(25,7,'add_meetingtemplate','Can add meeting template');
INSERT INTO "auth_permission" VALUES(26,7,'change_meetingtemplate','Can change meeting template');
INSERT INTO "auth_permission" VALUES(27,7,'delete_meetingtemplate','Can delete meeting template');
INSERT INTO "auth_permission" VALUES(28,7,'view_meetingtemplate','Can view meeting template');
INSERT INTO "auth_permission" VALUES(29,8,'add_openmeetingplan','Can add open meeting plan');
INSERT INTO "auth_permission" VALUES(30,8,'change_openmeetingplan','Can change open meeting plan');
INSERT INTO "auth_permission" VALUES(31,8,'delete_openmeetingplan','Can delete open meeting plan');
INSERT INTO "auth_permission" VALUES(32,8,'view_openmeetingplan','Can view open meeting plan');
INSERT INTO "auth_permission" VALUES(33,9,'add_party','Can add party');
INSERT INTO "auth_permission" VALUES(34,9,'change_party','Can change party');
INSERT INTO "auth_permission" VALUES(35,9,'delete_party','Can delete party');
INSERT INTO "auth_permission" VALUES(36,9,'view_party','Can view party');
INSERT INTO "auth_permission" VALUES(37,10,'add_partykind','Can add party kind');
INSERT INTO "auth_permission" VALUES(38,10,'change_partykind','Can change party kind');
INSERT INTO "auth_permission" VALUES(39,10,'delete_partykind','Can delete party kind');
INSERT INTO "auth_permission" VALUES(40,10,'view_partykind','Can view party kind');
INSERT INTO "auth_permission" VALUES(41,11,'add_partyrule','Can add party rule');
INSERT INTO "auth_permission" VALUES(42,11,'change_partyrule','Can change party rule');
INSERT INTO "auth_permission" VALUES(43,11,'delete_partyrule','Can delete party rule');
INSERT INTO "auth_permission" VALUES(44,11,'view_partyrule','Can view party rule');
INSERT INTO "auth_permission" VALUES(45,12,'add_personalias','Can add person alias');
INSERT INTO "auth_permission" VALUES(46,12,'change_personalias','Can change person alias');
INSERT INTO "auth_permission" VALUES(47,12,'delete_personalias','Can delete person alias');
INSERT INTO "auth_permission" VALUES(48,12,'view_personalias','Can view person alias');
INSERT INTO "auth_permission" VALUES(49,13,'add_role','Can add role');
INSERT INTO "auth_permission" VALUES(50,13,'change_role','Can change role');
INSERT INTO "auth_permission" VALUES(51,13,'delete_role','Can delete role');
INSERT INTO "auth_permission" VALUES(52,13,'view_role','Can view role');
INSERT INTO "auth_permission" VALUES(53,14,'add_signature','Can add signature');
INSERT INTO "auth_permission" VALUES(54,14,'change_signature','Can change signature');
INSERT INTO "auth_permission" VALUES(55,14,'delete_signature','Can delete signature');
INSERT INTO "auth_permission" VALUES(56,14,'view_signature','Can view signature');
INSERT INTO "auth_permission" VALUES(57,15,'add_unit','Can add unit');
INSERT INTO "auth_permission" VALUES(58,15,'change_unit','Can change unit');
INSERT INTO "auth_permission" VALUES(59,15,'delete_unit','Can delete unit');
INSERT INTO "auth_permission" VALUES(60,15,'view_unit','Can view unit');
INSERT INTO "auth_permission" VALUES(61,16,'add_placement','Can add placement');
INSERT INTO "auth_permission" VALUES(62,16,'change_placement','Can change placement');
INSERT INTO "auth_permission" VALUES(63,16,'delete_placement','Can delete placement');
INSERT INTO "auth_permission" VALUES(64,16,'view_placement','Can view placement');
INSERT INTO "auth_permission" VALUES(65,17,'add_membership','Can add membership');
INSERT INTO "auth_permission" VALUES(66,17,'change_membership','Can change membership');
INSERT INTO "auth_permission" VALUES(67,17,'delete_membership','Can delete membership');
INSERT INTO "auth_permission" VALUES(68,17,'view_membership','Can view membership');
INSERT INTO "auth_permission" VALUES(69,18,'add_decline','Can add decline');
INSERT INTO "auth_permission" VALUES(70,18,'change_decline','Can change decline');
INSERT INTO "auth_permission" VALUES(71,18,'delete_decline','Can delete decline');
INSERT INTO "auth_permission" VALUES(72,18,'view_decline','Can view decline');
INSERT INTO "auth_permission" VALUES(73,19,'add_contactpoint','Can add contact point');
INSERT INTO "auth_permission" VALUES(74,19,'change_contactpoint','Can change contact point');
INSERT INTO "auth_permission" VALUES(75,19,'delete_contactpoint','Can delete contact point');
INSERT INTO "auth_permission" VALUES(76,19,'view_contactpoint','Can view contact point');
INSERT INTO "auth_permission" VALUES(77,20,'add_loginmail','Can add login mail');
INSERT INTO "auth_permission" VALUES(78,20,'change_loginmail','Can change login mail');
INSERT INTO "auth_permission" VALUES(79,20,'delete_loginmail','Can delete login mail');
INSERT INTO "auth_permission" VALUES(80,20,'view_loginmail','Can view login mail');
INSERT INTO "auth_permission" VALUES(81,21,'add_closedhalfyear','Can add closed half year');
INSERT INTO "auth_permission" VALUES(82,21,'change_closedhalfyear','Can change closed half year');
INSERT INTO "auth_permission" VALUES(83,21,'delete_closedhalfyear','Can delete closed half year');
INSERT INTO "auth_permission" VALUES(84,21,'view_closedhalfyear','Can view closed half year');
INSERT INTO "auth_permission" VALUES(85,22,'add_consent','Can add consent');
INSERT INTO "auth_permission" VALUES(86,22,'change_consent','Can change consent');
INSERT INTO "auth_permission" VALUES(87,22,'delete_consent','Can delete consent');
INSERT INTO "auth_permission" VALUES(88,22,'view_consent','Can view consent');
INSERT INTO "auth_permission" VALUES(89,23,'add_correctionnote','Can add correction note');
INSERT INTO "auth_permission" VALUES(90,23,'change_correctionnote','Can change correction note');
INSERT INTO "auth_permission" VALUES(91,23,'delete_correctionnote','Can delete correction note');
INSERT INTO "auth_permission" VALUES(92,23,'view_correctionnote','Can view correction note');
INSERT INTO "auth_permission" VALUES(93,24,'add_dirtybucket','Can add dirty bucket');
INSERT INTO "auth_permission" VALUES(94,24,'change_dirtybucket','Can change dirty bucket');
INSERT INTO "auth_permission" VALUES(95,24,'delete_dirtybucket','Can delete dirty bucket');
INSERT INTO "auth_permission" VALUES(96,24,'view_dirtybucket','Can view dirty bucket');
INSERT INTO "auth_permission" VALUES(97,25,'add_figurebucket','Can add figure bucket');
INSERT INTO "auth_permission" VALUES(98,25,'change_figurebucket','Can change figure bucket');
INSERT INTO "auth_permission" VALUES(99,25,'delete_figurebucket','Can delete figure bucket');
INSERT INTO "auth_permission" VALUES(100,25,'view_figurebucket','Can view figure bucket');
INSERT INTO "auth_permission" VALUES(101,26,'add_invitation','Can add invitation');
INSERT INTO "auth_permission" VALUES(102,26,'change_invitation','Can change invitation');
INSERT INTO "auth_permission" VALUES(103,26,'delete_invitation','Can delete invitation');
INSERT INTO "auth_permission" VALUES(104,26,'view_invitation','Can view invitation');
INSERT INTO "auth_permission" VALUES(105,27,'add_answerhistory','Can add answer history');
INSERT INTO "auth_permission" VALUES(106,27,'change_answerhistory','Can change answer history');
INSERT INTO "auth_permission" VALUES(107,27,'delete_answerhistory','Can delete answer history');
INSERT INTO "auth_permission" VALUES(108,27,'view_answerhistory','Can view answer history');
INSERT INTO "auth_permission" VALUES(109,28,'add_meeting','Can add meeting');
INSERT INTO "auth_permission" VALUES(110,28,'change_meeting','Can change meeting');
INSERT INTO "auth_permission" VALUES(111,28,'delete_meeting','Can delete meeting');
INSERT INTO "auth_permission" VALUES(112,28,'view_meeting','Can view meeting');
INSERT INTO "auth_permission" VALUES(113,29,'add_meetingevent','Can add meeting event');
INSERT INTO "auth_permission" VALUES(114,29,'change_meetingevent','Can change meeting event');
INSERT INTO "auth_permission" VALUES(115,29,'delete_meetingevent','Can delete meeting event');
INSERT INTO "auth_permission" VALUES(116,29,'view_meetingevent','Can view meeting event');
INSERT INTO "auth_permission" VALUES(117,30,'add_outcome','Can add outcome');
INSERT INTO "auth_permission" VALUES(118,30,'change_outcome','Can change outcome');
INSERT INTO "auth_permission" VALUES(119,30,'delete_outcome','Can delete outcome');
INSERT INTO "auth_permission" VALUES(120,30,'view_outcome','Can view outcome');
INSERT INTO "auth_permission" VALUES(121,31,'add_partypresence','Can add party presence');
INSERT INTO "auth_permission" VALUES(122,31,'change_partypresence','Can change party presence');
INSERT INTO "auth_permission" VALUES(123,31,'delete_partypresence','Can delete party presence');
INSERT INTO "auth_permission" VALUES(124,31,'view_partypresence','Can view party presence');
INSERT INTO "auth_permission" VALUES(125,32,'add_requestkey','Can add request key');
INSERT INTO "auth_permission" VALUES(126,32,'change_requestkey','Can change request key');
INSERT INTO "auth_permission" VALUES(127,32,'delete_requestkey','Can delete request key');
INSERT INTO "auth_permission" VALUES(128,32,'view_requestkey','Can view request key');
INSERT INTO "auth_permission" VALUES(129,33,'add_substitution','Can add substitution');
INSERT INTO "auth_permission" VALUES(130,33,'change_substitution','Can change substitution');
INSERT INTO "auth_permission" VALUES(131,33,'delete_substitution','Can delete substitution');
INSERT INTO "auth_permission" VALUES(132,33,'view_substitution','Can view substitution');
INSERT INTO "auth_permission" VALUES(133,34,'add_seriesseat','Can add series seat');
INSERT INTO "auth_permission" VALUES(134,34,'change_seriesseat','Can change series seat');
INSERT INTO "auth_permission" VALUES(135,34,'delete_seriesseat','Can delete series seat');
INSERT INTO "auth_permission" VALUES(136,34,'view_seriesseat','Can view series seat');
INSERT INTO "auth_permission" VALUES(137,35,'add_series','Can add series');
INSERT INTO "auth_permission" VALUES(138,35,'change_series','Can change series');
INSERT INTO "auth_permission" VALUES(139,35,'delete_series','Can delete series');
INSERT INTO "auth_permission" VALUES(140,35,'view_series','Can view series');
INSERT INTO "auth_permission" VALUES(141,36,'add_counterproposal','Can add counter proposal');
INSERT INTO "auth_permission" VALUES(142,36,'change_counterproposal','Can change counter proposal');
INSERT INTO "auth_permission" VALUES(143,36,'delete_counterproposal','Can delete counter proposal');
INSERT INTO "auth_permission" VALUES(144,36,'view_counterproposal','Can view counter proposal');
INSERT INTO "auth_permission" VALUES(145,37,'add_delegation','Can add delegation');
INSERT INTO "auth_permission" VALUES(146,37,'change_delegation','Can change delegation');
INSERT INTO "auth_permission" VALUES(147,37,'delete_delegation','Can delete delegation');
INSERT INTO "auth_permission" VALUES(148,37,'view_delegation','Can view delegation');
INSERT INTO "auth_permission" VALUES(149,38,'add_publishedcalendar','Can add published calendar');
INSERT INTO "auth_permission" VALUES(150,38,'change_publishedcalendar','Can change published calendar');
INSERT INTO "auth_permission" VALUES(151,38,'delete_publishedcalendar','Can delete published calendar');
INSERT INTO "auth_permission" VALUES(152,38,'view_publishedcalendar','Can view published calendar');
INSERT INTO "auth_permission" VALUES(153,39,'add_busytime','Can add busy time');
INSERT INTO "auth_permission" VALUES(154,39,'change_busytime','Can change busy time');
INSERT INTO "auth_permission" VALUES(155,39,'delete_busytime','Can delete busy time');
INSERT INTO "auth_permission" VALUES(156,39,'view_busytime','Can view busy time');
INSERT INTO "auth_permission" VALUES(157,40,'add_heartbeat','Can add heartbeat');
INSERT INTO "auth_permission" VALUES(158,40,'change_heartbeat','Can change heartbeat');
INSERT INTO "auth_permission" VALUES(159,40,'delete_heartbeat','Can delete heartbeat');
INSERT INTO "auth_permission" VALUES(160,40,'view_heartbeat','Can view heartbeat');
INSERT INTO "auth_permission" VALUES(161,41,'add_accesscode','Can add access code');
INSERT INTO "auth_permission" VALUES(162,41,'change_accesscode','Can change access code');
INSERT INTO "auth_permission" VALUES(163,41,'delete_accesscode','Can delete access code');
INSERT INTO "auth_permission" VALUES(164,41,'view_accesscode','Can view access code');
INSERT INTO "auth_permission" VALUES(165,42,'add_calendarobject','Can add calendar object');
INSERT INTO "auth_permission" VALUES(166,42,'change_calendarobject','Can change calendar object');
INSERT INTO "auth_permission" VALUES(167,42,'delete_calendarobject','Can delete calendar object');
INSERT INTO "auth_permission" VALUES(168,42,'view_calendarobject','Can view calendar object');
INSERT INTO "auth_permission" VALUES(169,43,'add_inboundmail','Can add inbound mail');
INSERT INTO "auth_permission" VALUES(170,43,'change_inboundmail','Can change inbound mail');
INSERT INTO "auth_permission" VALUES(171,43,'delete_inboundmail','Can delete inbound mail');
INSERT INTO "auth_permission" VALUES(172,43,'view_inboundmail','Can view inbound mail');
INSERT INTO "auth_permission" VALUES(173,44,'add_notice','Can add notice');
INSERT INTO "auth_permission" VALUES(174,44,'change_notice','Can change notice');
INSERT INTO "auth_permission" VALUES(175,44,'delete_notice','Can delete notice');
INSERT INTO "auth_permission" VALUES(176,44,'view_notice','Can view notice');
INSERT INTO "auth_permission" VALUES(177,45,'add_outboxmessage','Can add outbox message');
INSERT INTO "auth_permission" VALUES(178,45,'change_outboxmessage','Can change outbox message');
INSERT INTO "auth_permission" VALUES(179,45,'delete_outboxmessage','Can delete outbox message');
INSERT INTO "auth_permission" VALUES(180,45,'view_outboxmessage','Can view outbox message');
INSERT INTO "auth_permission" VALUES(181,46,'add_deliveryattempt','Can add delivery attempt');
INSERT INTO "auth_permission" VALUES(182,46,'change_deliveryattempt','Can change delivery attempt');
INSERT INTO "auth_permission" VALUES(183,46,'delete_deliveryattempt','Can delete delivery attempt');
INSERT INTO "auth_permission" VALUES(184,46,'view_deliveryattempt','Can view delivery attempt');
INSERT INTO "auth_permission" VALUES(185,47,'add_told','Can add told');
INSERT INTO "auth_permission" VALUES(186,47,'change_told','Can change told');
INSERT INTO "auth_permission" VALUES(187,47,'delete_told','Can delete told');
INSERT INTO "auth_permission" VALUES(188,47,'view_told','Can view told');
INSERT INTO "auth_permission" VALUES(189,48,'add_domainpace','Can add domain pace');
INSERT INTO "auth_permission" VALUES(190,48,'change_domainpace','Can change domain pace');
INSERT INTO "auth_permission" VALUES(191,48,'delete_domainpace','Can delete domain pace');
INSERT INTO "auth_permission" VALUES(192,48,'view_domainpace','Can view domain pace');
INSERT INTO "auth_permission" VALUES(193,49,'add_relay','Can add relay');
INSERT INTO "auth_permission" VALUES(194,49,'change_relay','Can change relay');
INSERT INTO "auth_permission" VALUES(195,49,'delete_relay','Can delete relay');
INSERT INTO "auth_permission" VALUES(196,49,'view_relay','Can view relay');
INSERT INTO "auth_permission" VALUES(197,50,'add_relaysender','Can add relay sender');
INSERT INTO "auth_permission" VALUES(198,50,'change_relaysender','Can change relay sender');
INSERT INTO "auth_permission" VALUES(199,50,'delete_relaysender','Can delete relay sender');
INSERT INTO "auth_permission" VALUES(200,50,'view_relaysender','Can view relay sender');
INSERT INTO "auth_permission" VALUES(201,51,'add_calendarfeed','Can add calendar feed');
INSERT INTO "auth_permission" VALUES(202,51,'change_calendarfeed','Can change calendar feed');
INSERT INTO "auth_permission" VALUES(203,51,'delete_calendarfeed','Can delete calendar feed');
INSERT INTO "auth_permission" VALUES(204,51,'view_calendarfeed','Can view calendar feed');
INSERT INTO "auth_permission" VALUES(205,52,'add_rolemailbox','Can add role mailbox');
INSERT INTO "auth_permission" VALUES(206,52,'change_rolemailbox','Can change role mailbox');
INSERT INTO "auth_permission" VALUES(207,52,'delete_rolemailbox','Can delete role mailbox');
INSERT INTO "auth_permission" VALUES(208,52,'view_rolemailbox','Can view role mailbox');
INSERT INTO "auth_permission" VALUES(209,53,'add_permission','Can add permission');
INSERT INTO "auth_permission" VALUES(210,53,'change_permission','Can change permission');
INSERT INTO "auth_permission" VALUES(211,53,'delete_permission','Can delete permission');
INSERT INTO "auth_permission" VALUES(212,53,'view_permission','Can view permission');
INSERT INTO "auth_permission" VALUES(213,54,'add_group','Can add group');
INSERT INTO "auth_permission" VALUES(214,54,'change_group','Can change group');
INSERT INTO "auth_permission" VALUES(215,54,'delete_group','Can delete group');
INSERT INTO "auth_permission" VALUES(216,54,'view_group','Can view group');
INSERT INTO "auth_permission" VALUES(217,55,'add_contenttype','Can add content type');
INSERT INTO "auth_permission" VALUES(218,55,'change_contenttype','Can change content type');
INSERT INTO "auth_permission" VALUES(219,55,'delete_contenttype','Can delete content type');
INSERT INTO "auth_permission" VALUES(220,55,'view_contenttype','Can view content type');
INSERT INTO "auth_permission" VALUES(221,56,'add_session','Can add session');
INSERT INTO "auth_permission" VALUES(222,56,'change_session','Can change session');
INSERT INTO "auth_permission" VALUES(223,56,'delete_session','Can delete session');
INSERT INTO "auth_permission" VALUES(224,56,'view_session','Can view session');
INSERT INTO "auth_permission" VALUES(225,57,'add_token','Can add Token');
INSERT INTO "auth_permission" VALUES(226,57,'change_token','Can change Token');
INSERT INTO "auth_permission" VALUES(227,57,'delete_token','Can delete Token');
INSERT INTO "auth_permission" VALUES(228,57,'view_token','Can view Token');
INSERT INTO "auth_permission" VALUES(229,58,'add_tokenproxy','Can add Token');
INSERT INTO "auth_permission" VALUES(230,58,'change_tokenproxy','Can change Token');
INSERT INTO "auth_permission" VALUES(231,58,'delete_tokenproxy','Can delete Token');
INSERT INTO "auth_permission" VALUES(232,58,'view_tokenproxy','Can view Token');
CREATE TABLE "authtoken_token" ("key" varchar(40) NOT NULL PRIMARY KEY, "created" datetime NOT NULL, "user_id" bigint NOT NULL UNIQUE REFERENCES "forums_person" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "booking_answerhistory" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "answer" varchar(12) NOT NULL, "answered_at" datetime NOT NULL, "answered_by" varchar(6) NOT NULL, "starts_at" datetime NOT NULL, "invitation_id" char(32) NOT NULL REFERENCES "booking_invitation" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "booking_busytime" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "starts_at" datetime NOT NULL, "ends_at" datetime NOT NULL, "meeting_id" char(32) NULL REFERENCES "booking_meeting" ("id") DEFERRABLE INITIALLY DEFERRED, "calendar_id" bigint NOT NULL REFERENCES "booking_publishedcalendar" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "busy_time_ends_after_start" CHECK ("ends_at" > ("starts_at")));
CREATE TABLE "booking_closedhalfyear" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "half_year" varchar(6) NOT NULL, "closed_at" datetime NOT NULL, "tables" text NOT NULL CHECK ((JSON_VALID("tables") OR "tables" IS NULL)), "closed_by_id" bigint NULL REFERENCES "forums_person" ("id") DEFERRABLE INITIALLY DEFERRED, "federation_id" bigint NOT NULL REFERENCES "forums_federation" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "half_year_closed_once" UNIQUE ("federation_id", "half_year"));
CREATE TABLE "booking_consent" ("id" char(32) NOT NULL PRIMARY KEY, "form" varchar(8) NOT NULL, "given_on" date NOT NULL, "valid_until" date NOT NULL, "attested_at" datetime NOT NULL, "withdrawn_at" datetime NULL, "area_id" bigint NOT NULL REFERENCES "forums_area" ("id") DEFERRABLE INITIALLY DEFERRED, "attested_by_id" bigint NOT NULL REFERENCES "forums_person" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "consent_ends_after_start" CHECK ("valid_until" >= ("given_on")));
INSERT INTO "booking_consent" VALUES('f536df927a394483b7fa3480ecb85121','written','2026-12-01','2027-06-19','2026-12-01 08:00:23.269397',NULL,1,1);
INSERT INTO "booking_consent" VALUES('167a7f5640a74b39a8abf7155bf75626','written','2026-12-22','2027-07-10','2026-12-22 11:00:00.084182',NULL,1,1);
CREATE TABLE "booking_consent_parties" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "consent_id" char(32) NOT NULL REFERENCES "booking_consent" ("id") DEFERRABLE INITIALLY DEFERRED, "party_id" bigint NOT NULL REFERENCES "forums_party" ("id") DEFERRABLE INITIALLY DEFERRED);
INSERT INTO "booking_consent_parties" VALUES(1,'f536df927a394483b7fa3480ecb85121',1);
INSERT INTO "booking_consent_parties" VALUES(2,'f536df927a394483b7fa3480ecb85121',2);
INSERT INTO "booking_consent_parties" VALUES(3,'f536df927a394483b7fa3480ecb85121',4);
INSERT INTO "booking_consent_parties" VALUES(4,'167a7f5640a74b39a8abf7155bf75626',1);
INSERT INTO "booking_consent_parties" VALUES(5,'167a7f5640a74b39a8abf7155bf75626',2);
INSERT INTO "booking_consent_parties" VALUES(6,'167a7f5640a74b39a8abf7155bf75626',4);
CREATE TABLE "booking_consent_units" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "consent_id" char(32) NOT NULL REFERENCES "booking_consent" ("id") DEFERRABLE INITIALLY DEFERRED, "unit_id" bigint NOT NULL REFERENCES "forums_unit" ("id") DEFERRABLE INITIALLY DEFERRED);
INSERT INTO "booking_consent_units" VALUES(1,'f536df927a394483b7fa3480ecb85121',1);
INSERT INTO "booking_consent_units" VALUES(2,'167a7f5640a74b39a8abf7155bf75626',1);
CREATE TABLE "booking_correctionnote" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "text" varchar(500) NOT NULL, "written_at" datetime NOT NULL, "area_id" bigint NULL REFERENCES "forums_area" ("id") DEFERRABLE INITIALLY DEFERRED, "closed_id" bigint NOT NULL REFERENCES "booking_closedhalfyear" ("id") DEFERRABLE INITIALLY DEFERRED, "written_by_id" bigint NULL REFERENCES "forums_person" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "booking_counterproposal" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "starts_at" datetime NOT NULL, "ends_at" datetime NOT NULL, "instead_of" datetime NOT NULL, "made_at" datetime NOT NULL, "state" varchar(10) NOT NULL, "decided_at" datetime NULL, "decided_by_id" bigint NULL REFERENCES "forums_person" ("id") DEFERRABLE INITIALLY DEFERRED, "invitation_id" char(32) NOT NULL REFERENCES "booking_invitation" ("id") DEFERRABLE INITIALLY DEFERRED, "for_series" bool NOT NULL, CONSTRAINT "proposal_ends_after_start" CHECK ("ends_at" > ("starts_at")));
CREATE TABLE "booking_delegation" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "email" varchar(254) NOT NULL, "asked_at" datetime NOT NULL, "state" varchar(10) NOT NULL, "decided_at" datetime NULL, "decided_by_id" bigint NULL REFERENCES "forums_person" ("id") DEFERRABLE INITIALLY DEFERRED, "invitation_id" char(32) NOT NULL REFERENCES "booking_invitation" ("id") DEFERRABLE INITIALLY DEFERRED, "for_series" bool NOT NULL, CONSTRAINT "open_delegation_names_someone" CHECK ((("state" = 'open' AND NOT ("email" = '')) OR NOT ("state" = 'open'))));
CREATE TABLE "booking_dirtybucket" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "half_year" varchar(6) NOT NULL, "slug" varchar(60) NOT NULL, "marked_at" datetime NOT NULL, "area_id" bigint NULL REFERENCES "forums_area" ("id") DEFERRABLE INITIALLY DEFERRED, "federation_id" bigint NOT NULL REFERENCES "forums_federation" ("id") DEFERRABLE INITIALLY DEFERRED);
INSERT INTO "booking_dirtybucket" VALUES(1,'2026-2','samverksmote','2026-12-01 08:00:23.284357',1,1);
INSERT INTO "booking_dirtybucket" VALUES(2,'2026-2','samverksmote','2026-12-01 08:00:23.284361',NULL,1);
INSERT INTO "booking_dirtybucket" VALUES(3,'2026-2','samverksmote','2026-12-22 11:00:00.008702',1,1);
INSERT INTO "booking_dirtybucket" VALUES(4,'2026-2','samverksmote','2026-12-22 11:00:00.008706',NULL,1);
INSERT INTO "booking_dirtybucket" VALUES(5,'2027-1','samverksmote','2026-12-22 11:00:00.107244',1,1);
INSERT INTO "booking_dirtybucket" VALUES(6,'2027-1','samverksmote','2026-12-22 11:00:00.107248',NULL,1);
INSERT INTO "booking_dirtybucket" VALUES(7,'2027-1','lsg','2026-12-22 11:00:00.223412',1,1);
INSERT INTO "booking_dirtybucket" VALUES(8,'2027-1','lsg','2026-12-22 11:00:00.223419',NULL,1);
INSERT INTO "booking_dirtybucket" VALUES(9,'2027-1','lsg','2026-12-22 11:00:00.250791',1,1);
INSERT INTO "booking_dirtybucket" VALUES(10,'2027-1','lsg','2026-12-22 11:00:00.250795',NULL,1);
INSERT INTO "booking_dirtybucket" VALUES(11,'2027-1','lsg','2026-12-22 11:00:00.252636',1,1);
INSERT INTO "booking_dirtybucket" VALUES(12,'2027-1','lsg','2026-12-22 11:00:00.252640',NULL,1);
INSERT INTO "booking_dirtybucket" VALUES(13,'2027-1','lsg','2026-12-22 11:00:00.257551',1,1);
INSERT INTO "booking_dirtybucket" VALUES(14,'2027-1','lsg','2026-12-22 11:00:00.257555',NULL,1);
INSERT INTO "booking_dirtybucket" VALUES(15,'2027-1','lsg','2026-12-22 11:00:00.563804',1,1);
INSERT INTO "booking_dirtybucket" VALUES(16,'2027-1','lsg','2026-12-22 11:00:00.563807',NULL,1);
INSERT INTO "booking_dirtybucket" VALUES(17,'2027-1','lsg','2026-12-22 11:00:00.643933',1,1);
INSERT INTO "booking_dirtybucket" VALUES(18,'2027-1','lsg','2026-12-22 11:00:00.643937',NULL,1);
INSERT INTO "booking_dirtybucket" VALUES(19,'2027-1','lsg','2026-12-22 11:00:00.656821',1,1);
INSERT INTO "booking_dirtybucket" VALUES(20,'2027-1','lsg','2026-12-22 11:00:00.656826',NULL,1);
CREATE TABLE "booking_figurebucket" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "half_year" varchar(6) NOT NULL, "slug" varchar(60) NOT NULL, "variant" varchar(60) NOT NULL, "counts" text NOT NULL CHECK ((JSON_VALID("counts") OR "counts" IS NULL)), "area_id" bigint NULL REFERENCES "forums_area" ("id") DEFERRABLE INITIALLY DEFERRED, "federation_id" bigint NOT NULL REFERENCES "forums_federation" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "booking_invitation" ("id" char(32) NOT NULL PRIMARY KEY, "is_guest" bool NOT NULL, "standing" varchar(10) NOT NULL, "state" varchar(10) NOT NULL, "invited_at" datetime NULL, "ended_at" datetime NULL, "answer" varchar(12) NOT NULL, "answered_at" datetime NULL, "answered_by" varchar(6) NOT NULL, "comment" varchar(500) NOT NULL, "comment_at" datetime NULL, "attended" bool NULL, "link_version" smallint unsigned NOT NULL CHECK ("link_version" >= 0), "contact_point_id" bigint NULL REFERENCES "forums_contactpoint" ("id") DEFERRABLE INITIALLY DEFERRED, "party_id" bigint NULL REFERENCES "forums_party" ("id") DEFERRABLE INITIALLY DEFERRED, "person_id" bigint NULL REFERENCES "forums_person" ("id") DEFERRABLE INITIALLY DEFERRED, "unit_id" bigint NULL REFERENCES "forums_unit" ("id") DEFERRABLE INITIALLY DEFERRED, "meeting_id" char(32) NOT NULL REFERENCES "booking_meeting" ("id") DEFERRABLE INITIALLY DEFERRED, "answers_series" bool NOT NULL, "series_seat_id" bigint NULL REFERENCES "booking_seriesseat" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "invitation_reaches_someone" CHECK (("person_id" IS NOT NULL OR "unit_id" IS NOT NULL OR NOT ("state" = 'live'))), CONSTRAINT "answer_has_a_moment" CHECK (("answer" = 'unanswered' OR "answered_at" IS NOT NULL)));
INSERT INTO "booking_invitation" VALUES('9218a7005e1f40108cd5c128f9f246cc',0,'summoned','live','2026-12-01 08:00:23.280652',NULL,'yes','2026-12-01 08:00:23.252929','page','',NULL,1,1,NULL,1,1,1,'971234c9d6e2483ea04b9b7a46312bd0',0,NULL);
INSERT INTO "booking_invitation" VALUES('9fca900ccd304bfdbad8f96c79a754e0',0,'summoned','live','2026-12-01 08:00:23.280652',NULL,'unanswered',NULL,'','',NULL,1,1,NULL,2,3,3,'971234c9d6e2483ea04b9b7a46312bd0',0,NULL);
INSERT INTO "booking_invitation" VALUES('d0e41cbe8d514df38c4468a9136e1864',0,'summoned','live','2026-12-01 08:00:23.280652',NULL,'unanswered',NULL,'','',NULL,1,1,NULL,4,6,5,'971234c9d6e2483ea04b9b7a46312bd0',0,NULL);
INSERT INTO "booking_invitation" VALUES('202cb9e7f7dc4c9484c9aab851920a3e',0,'summoned','live','2026-12-22 11:00:00.106310',NULL,'yes','2026-12-22 11:00:00.015182','page','',NULL,NULL,1,NULL,1,1,1,'be4b21e5186c4e1ebdb2f02827a59d92',0,NULL);
INSERT INTO "booking_invitation" VALUES('f2923a85deae46938a7b21305b11270f',0,'summoned','live','2026-12-22 11:00:00.106310',NULL,'yes','2026-12-22 11:00:00.173017','link','',NULL,NULL,1,NULL,2,3,3,'be4b21e5186c4e1ebdb2f02827a59d92',0,NULL);
INSERT INTO "booking_invitation" VALUES('58d8ece6d5fe48bc836356976f54cdcd',0,'summoned','live','2026-12-22 11:00:00.106310',NULL,'unanswered',NULL,'','',NULL,NULL,1,NULL,4,6,5,'be4b21e5186c4e1ebdb2f02827a59d92',0,NULL);
INSERT INTO "booking_invitation" VALUES('f997405b011c4e5f953c7bd49fdbc1bc',1,'summoned','live','2026-12-22 11:00:00.192675',NULL,'yes','2026-12-22 11:00:00.192675','page','',NULL,NULL,1,NULL,NULL,7,NULL,'28b03b276258481b971e83b5d5443ffa',1,1);
INSERT INTO "booking_invitation" VALUES('ca6216e4e37b41e6850d34a027731935',0,'summoned','live','2026-12-22 11:00:00.192675',NULL,'unanswered',NULL,'','',NULL,NULL,1,NULL,1,1,1,'28b03b276258481b971e83b5d5443ffa',0,2);
INSERT INTO "booking_invitation" VALUES('743c88d8983441a38c93beb0ee79667a',0,'summoned','live','2026-12-22 11:00:00.192675',NULL,'unanswered',NULL,'','',NULL,NULL,1,NULL,2,3,3,'28b03b276258481b971e83b5d5443ffa',0,3);
INSERT INTO "booking_invitation" VALUES('c493b4f6b70845f08ca62fa96099d28e',0,'summoned','live','2026-12-22 11:00:00.192675',NULL,'unanswered',NULL,'','',NULL,NULL,1,NULL,3,5,4,'28b03b276258481b971e83b5d5443ffa',0,4);
INSERT INTO "booking_invitation" VALUES('72e4279d8d73475ea816cb8ce2ae8a35',0,'summoned','live','2026-12-22 11:00:00.192675',NULL,'unanswered',NULL,'','',NULL,NULL,1,NULL,4,6,5,'28b03b276258481b971e83b5d5443ffa',0,5);
INSERT INTO "booking_invitation" VALUES('abe2bfd2892f4a0ea37869649630d80d',1,'summoned','live','2026-12-22 11:00:00.192675',NULL,'yes','2026-12-22 11:00:00.192675','page','',NULL,NULL,1,NULL,NULL,7,NULL,'46f56ad5ed4b4527a5796266639732a2',1,1);
INSERT INTO "booking_invitation" VALUES('a27bf33afb2c4375b0a5c266b57d08cc',0,'summoned','live','2026-12-22 11:00:00.192675',NULL,'unanswered',NULL,'','',NULL,NULL,1,NULL,1,1,1,'46f56ad5ed4b4527a5796266639732a2',0,2);
INSERT INTO "booking_invitation" VALUES('982c7a12eb7240eba330a2575e94e9b6',0,'summoned','live','2026-12-22 11:00:00.192675',NULL,'unanswered',NULL,'','',NULL,NULL,1,NULL,2,3,3,'46f56ad5ed4b4527a5796266639732a2',0,3);
INSERT INTO "booking_invitation" VALUES('d5ef4f95ae2a40068ce01a4509c6b5b5',0,'summoned','live','2026-12-22 11:00:00.192675',NULL,'unanswered',NULL,'','',NULL,NULL,1,NULL,3,5,4,'46f56ad5ed4b4527a5796266639732a2',0,4);
INSERT INTO "booking_invitation" VALUES('2953c00a6bbe4f9b983dfc85c99cb244',0,'summoned','live','2026-12-22 11:00:00.192675',NULL,'unanswered',NULL,'','',NULL,NULL,1,NULL,4,6,5,'46f56ad5ed4b4527a5796266639732a2',0,5);
INSERT INTO "booking_invitation" VALUES('d8cc3c7381ba4c1aa04bd46e81581406',1,'summoned','live','2026-12-22 11:00:00.192675',NULL,'yes','2026-12-22 11:00:00.192675','page','',NULL,NULL,1,NULL,NULL,7,NULL,'617e3848919d48c2930030005ae63d30',1,1);
INSERT INTO "booking_invitation" VALUES('02ba7a98c7164206a58189e117609fce',0,'summoned','live','2026-12-22 11:00:00.192675',NULL,'unanswered',NULL,'','',NULL,NULL,1,NULL,1,1,1,'617e3848919d48c2930030005ae63d30',0,2);
INSERT INTO "booking_invitation" VALUES('bc747d24abb544b784b57aa509d3b7ec',0,'summoned','live','2026-12-22 11:00:00.192675',NULL,'unanswered',NULL,'','',NULL,NULL,1,NULL,2,3,3,'617e3848919d48c2930030005ae63d30',0,3);
INSERT INTO "booking_invitation" VALUES('0c370960e5d443d7929f441ba5992b44',0,'summoned','live','2026-12-22 11:00:00.192675',NULL,'unanswered',NULL,'','',NULL,NULL,1,NULL,3,5,4,'617e3848919d48c2930030005ae63d30',0,4);
INSERT INTO "booking_invitation" VALUES('80400c6b0a584fea9a9d6a6d11c9c550',0,'summoned','live','2026-12-22 11:00:00.192675',NULL,'unanswered',NULL,'','',NULL,NULL,1,NULL,4,6,5,'617e3848919d48c2930030005ae63d30',0,5);
INSERT INTO "booking_invitation" VALUES('98976c238f084024afdff22689ff810b',1,'summoned','live','2026-12-22 11:00:00.192675',NULL,'yes','2026-12-22 11:00:00.192675','page','',NULL,NULL,1,NULL,NULL,7,NULL,'7f15271c13894c938b7678a9623c4f61',1,1);
INSERT INTO "booking_invitation" VALUES('fb4a26a7301d4d6cb2d2e7b8a3131546',0,'summoned','live','2026-12-22 11:00:00.192675',NULL,'unanswered',NULL,'','',NULL,NULL,1,NULL,1,1,1,'7f15271c13894c938b7678a9623c4f61',0,2);
INSERT INTO "booking_invitation" VALUES('a465e8651a504fc48fbfd51e4d66eedc',0,'summoned','live','2026-12-22 11:00:00.192675',NULL,'unanswered',NULL,'','',NULL,NULL,1,NULL,2,3,3,'7f15271c13894c938b7678a9623c4f61',0,3);
INSERT INTO "booking_invitation" VALUES('24a1bc4ba32b40bd86a8258089944485',0,'summoned','live','2026-12-22 11:00:00.192675',NULL,'unanswered',NULL,'','',NULL,NULL,1,NULL,3,5,4,'7f15271c13894c938b7678a9623c4f61',0,4);
INSERT INTO "booking_invitation" VALUES('51edb5a8981f4c7fbfd3880d8e37345f',0,'summoned','live','2026-12-22 11:00:00.192675',NULL,'unanswered',NULL,'','',NULL,NULL,1,NULL,4,6,5,'7f15271c13894c938b7678a9623c4f61',0,5);
INSERT INTO "booking_invitation" VALUES('7079fca2a7444025875e8e5cfab4b882',1,'summoned','live','2026-12-22 11:00:00.563040',NULL,'yes','2026-12-22 11:00:00.519490','page','',NULL,NULL,1,NULL,NULL,7,NULL,'15468063929648afb1d57bd8657b1f0d',0,NULL);
INSERT INTO "booking_invitation" VALUES('f0ad546a7cde4f828ed5405e2d15c6c4',0,'summoned','live','2026-12-22 11:00:00.563040',NULL,'unanswered',NULL,'','',NULL,NULL,1,NULL,1,1,1,'15468063929648afb1d57bd8657b1f0d',0,NULL);
INSERT INTO "booking_invitation" VALUES('4f03c11c9f6142e48396ad1d71aacf0a',0,'summoned','live','2026-12-22 11:00:00.563040',NULL,'unanswered',NULL,'','',NULL,NULL,1,NULL,2,3,3,'15468063929648afb1d57bd8657b1f0d',0,NULL);
INSERT INTO "booking_invitation" VALUES('b587594798cb4c65aead4daf1fe5fc72',0,'summoned','live','2026-12-22 11:00:00.563040',NULL,'unanswered',NULL,'','',NULL,NULL,1,NULL,3,5,4,'15468063929648afb1d57bd8657b1f0d',0,NULL);
INSERT INTO "booking_invitation" VALUES('0236fbaa892b428e92c586c346e20869',0,'summoned','live','2026-12-22 11:00:00.563040',NULL,'unanswered',NULL,'','',NULL,NULL,1,NULL,4,6,5,'15468063929648afb1d57bd8657b1f0d',0,NULL);
CREATE TABLE "booking_meeting" ("id" char(32) NOT NULL PRIMARY KEY, "variant" varchar(60) NOT NULL, "reference" varchar(12) NULL UNIQUE, "state" varchar(10) NOT NULL, "no_mail" bool NOT NULL, "starts_at" datetime NULL, "ends_at" datetime NULL, "half_year" varchar(6) NOT NULL, "answer_by" date NULL, "meeting_form" varchar(8) NOT NULL, "place" varchar(160) NOT NULL, "link" varchar(400) NOT NULL, "title" varchar(160) NOT NULL, "agenda" text NOT NULL CHECK ((JSON_VALID("agenda") OR "agenda" IS NULL)), "purposes" text NOT NULL CHECK ((JSON_VALID("purposes") OR "purposes" IS NULL)), "prepare" text NOT NULL CHECK ((JSON_VALID("prepare") OR "prepare" IS NULL)), "internal_note" text NOT NULL, "created_at" datetime NOT NULL, "called_at" datetime NULL, "timed_at" datetime NULL, "moved_count" smallint unsigned NOT NULL CHECK ("moved_count" >= 0), "cancelled_at" datetime NULL, "cancellation_reason" varchar(20) NOT NULL, "is_loaded" bool NOT NULL, "stripped_at" datetime NULL, "lead_days" smallint NULL, "revision" integer unsigned NOT NULL CHECK ("revision" >= 0), "revised_at" datetime NULL, "version" integer unsigned NOT NULL CHECK ("version" >= 0), "request_key" varchar(80) NOT NULL, "area_id" bigint NULL REFERENCES "forums_area" ("id") DEFERRABLE INITIALLY DEFERRED, "called_by_kind_id" bigint NULL REFERENCES "forums_partykind" ("id") DEFERRABLE INITIALLY DEFERRED, "caller_id" bigint NULL REFERENCES "forums_person" ("id") DEFERRABLE INITIALLY DEFERRED, "calling_unit_id" bigint NULL REFERENCES "forums_unit" ("id") DEFERRABLE INITIALLY DEFERRED, "consent_id" char(32) NULL REFERENCES "booking_consent" ("id") DEFERRABLE INITIALLY DEFERRED, "federation_id" bigint NOT NULL REFERENCES "forums_federation" ("id") DEFERRABLE INITIALLY DEFERRED, "forum_id" bigint NULL REFERENCES "forums_forum" ("id") DEFERRABLE INITIALLY DEFERRED, "template_id" bigint NOT NULL REFERENCES "forums_meetingtemplate" ("id") DEFERRABLE INITIALLY DEFERRED, "recurrence_at" datetime NULL, "series_id" char(32) NULL REFERENCES "booking_series" ("id") DEFERRABLE INITIALLY DEFERRED, "previous_id" char(32) NULL REFERENCES "booking_meeting" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "meeting_ends_after_start" CHECK (("starts_at" IS NULL OR "ends_at" > ("starts_at"))), CONSTRAINT "called_meeting_has_a_time" CHECK (("state" = 'draft' OR "starts_at" IS NOT NULL)), CONSTRAINT "called_meeting_says_when" CHECK ((NOT ("state" = 'called') OR "called_at" IS NOT NULL OR "is_loaded")), CONSTRAINT "cancelled_meeting_has_a_reason" CHECK ((NOT ("state" = 'cancelled') OR NOT ("cancellation_reason" = '') OR "is_loaded")), CONSTRAINT "no_place_without_mail" CHECK ((NOT ("no_mail") OR "place" = '')), CONSTRAINT "instance_has_its_place" CHECK (("series_id" IS NULL OR "recurrence_at" IS NOT NULL)));
INSERT INTO "booking_meeting" VALUES('971234c9d6e2483ea04b9b7a46312bd0','','SV-N5T6-M5','called',0,'2026-12-22 09:00:00','2026-12-22 10:00:00','2026-2','2026-12-16','on_site','Lingonhuset, rum 3','','','[]','[]','[]','','2026-12-01 08:00:23.252352','2026-12-01 08:00:23.280652','2026-12-01 08:00:23.280652',0,NULL,'',0,NULL,NULL,1,'2026-12-01 08:00:23.283566',6,'',1,1,1,1,'f536df927a394483b7fa3480ecb85121',1,NULL,1,NULL,NULL,NULL);
INSERT INTO "booking_meeting" VALUES('be4b21e5186c4e1ebdb2f02827a59d92','','SV-2J8X-7N','called',0,'2027-01-19 08:00:00','2027-01-19 09:00:00','2027-1','2027-01-13','on_site','Lingonhuset, rum 3','','','[]','[]','[]','','2026-12-22 11:00:00.015032','2026-12-22 11:00:00.106310','2026-12-22 11:00:00.106310',0,NULL,'',0,NULL,NULL,1,'2026-12-22 11:00:00.106958',5,'',1,1,1,1,'167a7f5640a74b39a8abf7155bf75626',1,NULL,1,NULL,NULL,NULL);
INSERT INTO "booking_meeting" VALUES('28b03b276258481b971e83b5d5443ffa','',NULL,'called',0,'2027-01-21 08:00:00','2027-01-21 09:00:00','2027-1','2027-01-15','on_site','Sessionssalen','','','["Laget runt", "N\u00e4sta m\u00f6te"]','[]','[]','','2026-12-22 11:00:00.207683','2026-12-22 11:00:00.192675','2026-12-22 11:00:00.192675',0,NULL,'',0,NULL,NULL,1,'2026-12-22 11:00:00.192675',0,'',1,NULL,7,NULL,NULL,1,1,4,'2027-01-21 08:00:00','d5a68f137fb44783a91cd8c75290a537',NULL);
INSERT INTO "booking_meeting" VALUES('46f56ad5ed4b4527a5796266639732a2','',NULL,'called',0,'2027-01-28 08:00:00','2027-01-28 09:00:00','2027-1','2027-01-22','on_site','Sessionssalen','','','["Laget runt", "N\u00e4sta m\u00f6te"]','[]','[]','','2026-12-22 11:00:00.207788','2026-12-22 11:00:00.192675','2026-12-22 11:00:00.192675',0,NULL,'',0,NULL,NULL,1,'2026-12-22 11:00:00.192675',0,'',1,NULL,7,NULL,NULL,1,1,4,'2027-01-28 08:00:00','d5a68f137fb44783a91cd8c75290a537',NULL);
INSERT INTO "booking_meeting" VALUES('617e3848919d48c2930030005ae63d30','',NULL,'called',0,'2027-02-04 08:00:00','2027-02-04 09:00:00','2027-1','2027-01-29','on_site','Sessionssalen','','','["Laget runt", "N\u00e4sta m\u00f6te"]','[]','[]','','2026-12-22 11:00:00.207879','2026-12-22 11:00:00.192675','2026-12-22 11:00:00.192675',0,NULL,'',0,NULL,NULL,1,'2026-12-22 11:00:00.192675',0,'',1,NULL,7,NULL,NULL,1,1,4,'2027-02-04 08:00:00','d5a68f137fb44783a91cd8c75290a537',NULL);
INSERT INTO "booking_meeting" VALUES('7f15271c13894c938b7678a9623c4f61','',NULL,'called',0,'2027-02-11 08:00:00','2027-02-11 09:00:00','2027-1','2027-02-05','on_site','Sessionssalen','','','["Laget runt", "N\u00e4sta m\u00f6te"]','[]','[]','','2026-12-22 11:00:00.207959','2026-12-22 11:00:00.192675','2026-12-22 11:00:00.192675',0,NULL,'',0,NULL,NULL,1,'2026-12-22 11:00:00.192675',0,'',1,NULL,7,NULL,NULL,1,1,4,'2027-02-11 08:00:00','d5a68f137fb44783a91cd8c75290a537',NULL);
INSERT INTO "booking_meeting" VALUES('15468063929648afb1d57bd8657b1f0d','',NULL,'called',0,'2027-02-02 13:00:00','2027-02-02 15:00:00','2027-1','2027-01-27','','Sessionssalen','','','["Laget runt", "N\u00e4sta m\u00f6te"]','[]','[]','','2026-12-22 11:00:00.519272','2026-12-22 11:00:00.563040','2026-12-22 11:00:00.632559',1,NULL,'',0,NULL,NULL,2,'2026-12-22 11:00:00.656393',3,'',1,NULL,7,NULL,NULL,1,1,4,NULL,NULL,NULL);
CREATE TABLE "booking_meeting_joint_areas" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "meeting_id" char(32) NOT NULL REFERENCES "booking_meeting" ("id") DEFERRABLE INITIALLY DEFERRED, "area_id" bigint NOT NULL REFERENCES "forums_area" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "booking_meetingevent" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "at" datetime NOT NULL, "what" varchar(40) NOT NULL, "details" text NOT NULL CHECK ((JSON_VALID("details") OR "details" IS NULL)), "by_id" bigint NULL REFERENCES "forums_person" ("id") DEFERRABLE INITIALLY DEFERRED, "meeting_id" char(32) NOT NULL REFERENCES "booking_meeting" ("id") DEFERRABLE INITIALLY DEFERRED);
INSERT INTO "booking_meetingevent" VALUES(1,'2026-12-01 08:00:23.253528','drafted','{}',1,'971234c9d6e2483ea04b9b7a46312bd0');
INSERT INTO "booking_meetingevent" VALUES(2,'2026-12-01 08:00:23.263046','invitation_added','{"invitation": "9fca900c-cd30-4bfd-bad8-f96c79a754e0"}',1,'971234c9d6e2483ea04b9b7a46312bd0');
INSERT INTO "booking_meetingevent" VALUES(3,'2026-12-01 08:00:23.266960','invitation_added','{"invitation": "d0e41cbe-8d51-4df3-8c44-68a9136e1864"}',1,'971234c9d6e2483ea04b9b7a46312bd0');
INSERT INTO "booking_meetingevent" VALUES(4,'2026-12-01 08:00:23.272599','consent_registered','{"form": "written", "valid_until": "2027-06-19"}',1,'971234c9d6e2483ea04b9b7a46312bd0');
INSERT INTO "booking_meetingevent" VALUES(5,'2026-12-01 08:00:23.284098','called','{}',1,'971234c9d6e2483ea04b9b7a46312bd0');
INSERT INTO "booking_meetingevent" VALUES(6,'2026-12-22 11:00:00.008520','registered','{"by_substitute": []}',1,'971234c9d6e2483ea04b9b7a46312bd0');
INSERT INTO "booking_meetingevent" VALUES(7,'2026-12-22 11:00:00.015401','drafted','{}',1,'be4b21e5186c4e1ebdb2f02827a59d92');
INSERT INTO "booking_meetingevent" VALUES(8,'2026-12-22 11:00:00.055265','invitation_added','{"invitation": "f2923a85-deae-4693-8a7b-21305b11270f"}',1,'be4b21e5186c4e1ebdb2f02827a59d92');
INSERT INTO "booking_meetingevent" VALUES(9,'2026-12-22 11:00:00.075434','invitation_added','{"invitation": "58d8ece6-d5fe-48bc-8363-56976f54cdcd"}',1,'be4b21e5186c4e1ebdb2f02827a59d92');
INSERT INTO "booking_meetingevent" VALUES(10,'2026-12-22 11:00:00.095314','consent_registered','{"form": "written", "valid_until": "2027-07-10"}',1,'be4b21e5186c4e1ebdb2f02827a59d92');
INSERT INTO "booking_meetingevent" VALUES(11,'2026-12-22 11:00:00.107079','called','{}',1,'be4b21e5186c4e1ebdb2f02827a59d92');
INSERT INTO "booking_meetingevent" VALUES(12,'2026-12-22 11:00:00.173500','answered','{"invitation": "f2923a85-deae-4693-8a7b-21305b11270f", "answer": "yes"}',3,'be4b21e5186c4e1ebdb2f02827a59d92');
INSERT INTO "booking_meetingevent" VALUES(13,'2026-12-22 11:00:00.223029','called','{}',7,'28b03b276258481b971e83b5d5443ffa');
INSERT INTO "booking_meetingevent" VALUES(14,'2026-12-22 11:00:00.250583','called','{}',7,'46f56ad5ed4b4527a5796266639732a2');
INSERT INTO "booking_meetingevent" VALUES(15,'2026-12-22 11:00:00.252524','called','{}',7,'617e3848919d48c2930030005ae63d30');
INSERT INTO "booking_meetingevent" VALUES(16,'2026-12-22 11:00:00.257400','called','{}',7,'7f15271c13894c938b7678a9623c4f61');
INSERT INTO "booking_meetingevent" VALUES(17,'2026-12-22 11:00:00.527175','drafted','{}',7,'15468063929648afb1d57bd8657b1f0d');
INSERT INTO "booking_meetingevent" VALUES(18,'2026-12-22 11:00:00.563650','called','{}',7,'15468063929648afb1d57bd8657b1f0d');
INSERT INTO "booking_meetingevent" VALUES(19,'2026-12-22 11:00:00.643708','moved','{"was": "2027-02-02T12:00:00+00:00", "now": "2027-02-02T13:00:00+00:00"}',7,'15468063929648afb1d57bd8657b1f0d');
CREATE TABLE "booking_outcome" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "registered_at" datetime NULL, "meeting_form" varchar(8) NOT NULL, "individual_attended" bool NULL, "plan_made" bool NULL, "plan_closed" bool NULL, "consent_given" bool NULL, "follow_up_on" date NULL, "gender" varchar(8) NOT NULL, "age_band" varchar(12) NOT NULL, "cases_raised_count" smallint unsigned NULL CHECK ("cases_raised_count" >= 0), "invited_count" integer unsigned NULL CHECK ("invited_count" >= 0), "attended_count" integer unsigned NULL CHECK ("attended_count" >= 0), "participants_count" integer unsigned NULL CHECK ("participants_count" >= 0), "participants_per_party" text NOT NULL CHECK ((JSON_VALID("participants_per_party") OR "participants_per_party" IS NULL)), "participants_public" integer unsigned NULL CHECK ("participants_public" >= 0), "gender_counts" text NOT NULL CHECK ((JSON_VALID("gender_counts") OR "gender_counts" IS NULL)), "meeting_id" char(32) NOT NULL UNIQUE REFERENCES "booking_meeting" ("id") DEFERRABLE INITIALLY DEFERRED, "registered_by_id" bigint NULL REFERENCES "forums_person" ("id") DEFERRABLE INITIALLY DEFERRED, "unit_visited_id" bigint NULL REFERENCES "forums_unit" ("id") DEFERRABLE INITIALLY DEFERRED);
INSERT INTO "booking_outcome" VALUES(1,'2026-12-22 11:00:00.002746','on_site',NULL,NULL,NULL,NULL,NULL,'woman','18–29',NULL,NULL,NULL,NULL,'{}',NULL,'{}','971234c9d6e2483ea04b9b7a46312bd0',1,NULL);
CREATE TABLE "booking_partypresence" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "invited" smallint unsigned NULL CHECK ("invited" >= 0), "attended" smallint unsigned NULL CHECK ("attended" >= 0), "is_present" bool NULL, "kind_id" bigint NOT NULL REFERENCES "forums_partykind" ("id") DEFERRABLE INITIALLY DEFERRED, "meeting_id" char(32) NOT NULL REFERENCES "booking_meeting" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "presence_once_per_party_kind" UNIQUE ("meeting_id", "kind_id"), CONSTRAINT "who_attended_was_present" CHECK (("attended" IS NULL OR "attended" = 0 OR "is_present")));
INSERT INTO "booking_partypresence" VALUES(1,1,1,1,1,'971234c9d6e2483ea04b9b7a46312bd0');
INSERT INTO "booking_partypresence" VALUES(2,1,1,1,2,'971234c9d6e2483ea04b9b7a46312bd0');
INSERT INTO "booking_partypresence" VALUES(3,1,1,1,4,'971234c9d6e2483ea04b9b7a46312bd0');
CREATE TABLE "booking_publishedcalendar" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "address" varchar(1000) NOT NULL, "added_at" datetime NOT NULL, "next_at" datetime NOT NULL, "lease_until" datetime NULL, "lease_token" char(32) NULL, "read_at" datetime NULL, "problem" varchar(20) NOT NULL, "failures" smallint unsigned NOT NULL CHECK ("failures" >= 0), "person_id" bigint NOT NULL UNIQUE REFERENCES "forums_person" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "booking_requestkey" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "key" varchar(80) NOT NULL, "fingerprint" varchar(64) NOT NULL, "status" smallint unsigned NULL CHECK ("status" >= 0), "body" text NULL CHECK ((JSON_VALID("body") OR "body" IS NULL)), "created_at" datetime NOT NULL, "person_id" bigint NOT NULL REFERENCES "forums_person" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "request_key_once" UNIQUE ("person_id", "key"));
CREATE TABLE "booking_series" ("id" char(32) NOT NULL PRIMARY KEY, "frequency" varchar(16) NOT NULL, "interval" smallint unsigned NOT NULL CHECK ("interval" >= 0), "first_on" date NOT NULL, "last_on" date NOT NULL, "starts" time NOT NULL, "length_minutes" smallint unsigned NOT NULL CHECK ("length_minutes" >= 0), "skips_holidays" bool NOT NULL, "called_at" datetime NOT NULL, "revision" integer unsigned NOT NULL CHECK ("revision" >= 0), "revised_at" datetime NULL, "request_key" varchar(80) NOT NULL, "caller_id" bigint NULL REFERENCES "forums_person" ("id") DEFERRABLE INITIALLY DEFERRED, "federation_id" bigint NOT NULL REFERENCES "forums_federation" ("id") DEFERRABLE INITIALLY DEFERRED, "forum_id" bigint NOT NULL REFERENCES "forums_forum" ("id") DEFERRABLE INITIALLY DEFERRED, "template_id" bigint NOT NULL REFERENCES "forums_meetingtemplate" ("id") DEFERRABLE INITIALLY DEFERRED, "split_from_id" char(32) NULL REFERENCES "booking_series" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "series_ends_after_start" CHECK ("last_on" >= ("first_on")), CONSTRAINT "series_interval_is_real" CHECK ("interval" BETWEEN 1 AND 12));
INSERT INTO "booking_series" VALUES('d5a68f137fb44783a91cd8c75290a537','weekly',1,'2027-01-21','2027-02-11','09:00:00',60,0,'2026-12-22 11:00:00.192675',1,'2026-12-22 11:00:00.282792','',7,1,1,4,NULL);
CREATE TABLE "booking_seriesseat" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "link_version" smallint unsigned NOT NULL CHECK ("link_version" >= 0), "party_id" bigint NULL REFERENCES "forums_party" ("id") DEFERRABLE INITIALLY DEFERRED, "person_id" bigint NOT NULL REFERENCES "forums_person" ("id") DEFERRABLE INITIALLY DEFERRED, "series_id" char(32) NOT NULL REFERENCES "booking_series" ("id") DEFERRABLE INITIALLY DEFERRED, "unit_id" bigint NULL REFERENCES "forums_unit" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "series_seat_once" UNIQUE ("series_id", "person_id"));
INSERT INTO "booking_seriesseat" VALUES(1,1,NULL,7,'d5a68f137fb44783a91cd8c75290a537',NULL);
INSERT INTO "booking_seriesseat" VALUES(2,1,1,1,'d5a68f137fb44783a91cd8c75290a537',1);
INSERT INTO "booking_seriesseat" VALUES(3,1,2,3,'d5a68f137fb44783a91cd8c75290a537',3);
INSERT INTO "booking_seriesseat" VALUES(4,1,3,5,'d5a68f137fb44783a91cd8c75290a537',4);
INSERT INTO "booking_seriesseat" VALUES(5,1,4,6,'d5a68f137fb44783a91cd8c75290a537',5);
CREATE TABLE "booking_substitution" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "kind" varchar(12) NOT NULL, "named_at" datetime NOT NULL, "original_id" char(32) NOT NULL REFERENCES "booking_invitation" ("id") DEFERRABLE INITIALLY DEFERRED, "substitute_id" char(32) NOT NULL UNIQUE REFERENCES "booking_invitation" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "django_content_type" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "app_label" varchar(100) NOT NULL, "model" varchar(100) NOT NULL);
INSERT INTO "django_content_type" VALUES(1,'forums','area');
INSERT INTO "django_content_type" VALUES(2,'forums','federation');
INSERT INTO "django_content_type" VALUES(3,'forums','person');
INSERT INTO "django_content_type" VALUES(4,'forums','agreement');
INSERT INTO "django_content_type" VALUES(5,'forums','forum');
INSERT INTO "django_content_type" VALUES(6,'forums','forumplan');
INSERT INTO "django_content_type" VALUES(7,'forums','meetingtemplate');
INSERT INTO "django_content_type" VALUES(8,'forums','openmeetingplan');
INSERT INTO "django_content_type" VALUES(9,'forums','party');
INSERT INTO "django_content_type" VALUES(10,'forums','partykind');
INSERT INTO "django_content_type" VALUES(11,'forums','partyrule');
INSERT INTO "django_content_type" VALUES(12,'forums','personalias');
INSERT INTO "django_content_type" VALUES(13,'forums','role');
INSERT INTO "django_content_type" VALUES(14,'forums','signature');
INSERT INTO "django_content_type" VALUES(15,'forums','unit');
INSERT INTO "django_content_type" VALUES(16,'forums','placement');
INSERT INTO "django_content_type" VALUES(17,'forums','membership');
INSERT INTO "django_content_type" VALUES(18,'forums','decline');
INSERT INTO "django_content_type" VALUES(19,'forums','contactpoint');
INSERT INTO "django_content_type" VALUES(20,'forums','loginmail');
INSERT INTO "django_content_type" VALUES(21,'booking','closedhalfyear');
INSERT INTO "django_content_type" VALUES(22,'booking','consent');
INSERT INTO "django_content_type" VALUES(23,'booking','correctionnote');
INSERT INTO "django_content_type" VALUES(24,'booking','dirtybucket');
INSERT INTO "django_content_type" VALUES(25,'booking','figurebucket');
INSERT INTO "django_content_type" VALUES(26,'booking','invitation');
INSERT INTO "django_content_type" VALUES(27,'booking','answerhistory');
INSERT INTO "django_content_type" VALUES(28,'booking','meeting');
INSERT INTO "django_content_type" VALUES(29,'booking','meetingevent');
INSERT INTO "django_content_type" VALUES(30,'booking','outcome');
INSERT INTO "django_content_type" VALUES(31,'booking','partypresence');
INSERT INTO "django_content_type" VALUES(32,'booking','requestkey');
INSERT INTO "django_content_type" VALUES(33,'booking','substitution');
INSERT INTO "django_content_type" VALUES(34,'booking','seriesseat');
INSERT INTO "django_content_type" VALUES(35,'booking','series');
INSERT INTO "django_content_type" VALUES(36,'booking','counterproposal');
INSERT INTO "django_content_type" VALUES(37,'booking','delegation');
INSERT INTO "django_content_type" VALUES(38,'booking','publishedcalendar');
INSERT INTO "django_content_type" VALUES(39,'booking','busytime');
INSERT INTO "django_content_type" VALUES(40,'notifications','heartbeat');
INSERT INTO "django_content_type" VALUES(41,'notifications','accesscode');
INSERT INTO "django_content_type" VALUES(42,'notifications','calendarobject');
INSERT INTO "django_content_type" VALUES(43,'notifications','inboundmail');
INSERT INTO "django_content_type" VALUES(44,'notifications','notice');
INSERT INTO "django_content_type" VALUES(45,'notifications','outboxmessage');
INSERT INTO "django_content_type" VALUES(46,'notifications','deliveryattempt');
INSERT INTO "django_content_type" VALUES(47,'notifications','told');
INSERT INTO "django_content_type" VALUES(48,'notifications','domainpace');
INSERT INTO "django_content_type" VALUES(49,'notifications','relay');
INSERT INTO "django_content_type" VALUES(50,'notifications','relaysender');
INSERT INTO "django_content_type" VALUES(51,'notifications','calendarfeed');
INSERT INTO "django_content_type" VALUES(52,'notifications','rolemailbox');
INSERT INTO "django_content_type" VALUES(53,'auth','permission');
INSERT INTO "django_content_type" VALUES(54,'auth','group');
INSERT INTO "django_content_type" VALUES(55,'contenttypes','contenttype');
INSERT INTO "django_content_type" VALUES(56,'sessions','session');
INSERT INTO "django_content_type" VALUES(57,'authtoken','token');
INSERT INTO "django_content_type" VALUES(58,'authtoken','tokenproxy');
CREATE TABLE "django_migrations" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "app" varchar(255) NOT NULL, "name" varchar(255) NOT NULL, "applied" datetime NOT NULL);
INSERT INTO "django_migrations" VALUES(1,'contenttypes','0001_initial','2026-12-01 08:00:00.690774');
INSERT INTO "django_migrations" VALUES(2,'contenttypes','0002_remove_content_type_name','2026-12-01 08:00:00.727302');
INSERT INTO "django_migrations" VALUES(3,'auth','0001_initial','2026-12-01 08:00:00.792306');
INSERT INTO "django_migrations" VALUES(4,'auth','0002_alter_permission_name_max_length','2026-12-01 08:00:00.803615');
INSERT INTO "django_migrations" VALUES(5,'auth','0003_alter_user_email_max_length','2026-12-01 08:00:00.835069');
INSERT INTO "django_migrations" VALUES(6,'auth','0004_alter_user_username_opts','2026-12-01 08:00:00.858978');
INSERT INTO "django_migrations" VALUES(7,'auth','0005_alter_user_last_login_null','2026-12-01 08:00:00.878681');
INSERT INTO "django_migrations" VALUES(8,'auth','0006_require_contenttypes_0002','2026-12-01 08:00:00.900340');
INSERT INTO "django_migrations" VALUES(9,'auth','0007_alter_validators_add_error_messages','2026-12-01 08:00:00.914690');
INSERT INTO "django_migrations" VALUES(10,'auth','0008_alter_user_username_max_length','2026-12-01 08:00:00.939780');
INSERT INTO "django_migrations" VALUES(11,'auth','0009_alter_user_last_name_max_length','2026-12-01 08:00:00.970811');
INSERT INTO "django_migrations" VALUES(12,'auth','0010_alter_group_name_max_length','2026-12-01 08:00:00.987435');
INSERT INTO "django_migrations" VALUES(13,'auth','0011_update_proxy_permissions','2026-12-01 08:00:01.014840');
INSERT INTO "django_migrations" VALUES(14,'auth','0012_alter_user_first_name_max_length','2026-12-01 08:00:01.038983');
INSERT INTO "django_migrations" VALUES(15,'forums','0001_initial','2026-12-01 08:00:04.068818');
INSERT INTO "django_migrations" VALUES(16,'authtoken','0001_initial','2026-12-01 08:00:04.754109');
INSERT INTO "django_migrations" VALUES(17,'authtoken','0002_auto_20160226_1747','2026-12-01 08:00:04.905357');
INSERT INTO "django_migrations" VALUES(18,'authtoken','0003_tokenproxy','2026-12-01 08:00:04.921244');
INSERT INTO "django_migrations" VALUES(19,'authtoken','0004_alter_tokenproxy_options','2026-12-01 08:00:04.934093');
INSERT INTO "django_migrations" VALUES(20,'forums','0002_relay_is_a_setting','2026-12-01 08:00:04.990220');
INSERT INTO "django_migrations" VALUES(21,'forums','0003_forum_calls_delegates','2026-12-01 08:00:05.085167');
INSERT INTO "django_migrations" VALUES(22,'forums','0004_persons_are_merged','2026-12-01 08:00:05.263016');
INSERT INTO "django_migrations" VALUES(23,'forums','0005_unit_successor','2026-12-01 08:00:05.391828');
INSERT INTO "django_migrations" VALUES(24,'booking','0001_initial','2026-12-01 08:00:10.703351');
INSERT INTO "django_migrations" VALUES(25,'booking','0002_series','2026-12-01 08:00:13.007148');
INSERT INTO "django_migrations" VALUES(26,'booking','0003_wishes','2026-12-01 08:00:13.212811');
INSERT INTO "django_migrations" VALUES(27,'booking','0004_busy_times','2026-12-01 08:00:14.004116');
INSERT INTO "django_migrations" VALUES(28,'booking','0005_wishes_lapse','2026-12-01 08:00:14.173470');
INSERT INTO "django_migrations" VALUES(29,'booking','0006_wishes_for_series','2026-12-01 08:00:14.337577');
INSERT INTO "django_migrations" VALUES(30,'booking','0007_follow_ups','2026-12-01 08:00:14.415173');
INSERT INTO "django_migrations" VALUES(31,'forums','0006_login_mails','2026-12-01 08:00:14.537579');
INSERT INTO "django_migrations" VALUES(32,'notifications','0001_initial','2026-12-01 08:00:16.510522');
INSERT INTO "django_migrations" VALUES(33,'notifications','0002_series','2026-12-01 08:00:18.274015');
INSERT INTO "django_migrations" VALUES(34,'notifications','0003_relays','2026-12-01 08:00:18.453530');
INSERT INTO "django_migrations" VALUES(35,'notifications','0004_calendar_feed','2026-12-01 08:00:18.572309');
INSERT INTO "django_migrations" VALUES(36,'notifications','0005_inbound_series','2026-12-01 08:00:19.304319');
INSERT INTO "django_migrations" VALUES(37,'notifications','0006_counter_declined','2026-12-01 08:00:19.441524');
INSERT INTO "django_migrations" VALUES(38,'notifications','0007_role_mailbox','2026-12-01 08:00:19.458912');
INSERT INTO "django_migrations" VALUES(39,'notifications','0008_news_of_staff_change','2026-12-01 08:00:19.591596');
INSERT INTO "django_migrations" VALUES(40,'notifications','0009_feed_stock','2026-12-01 08:00:19.738984');
INSERT INTO "django_migrations" VALUES(41,'notifications','0010_notice_to_all','2026-12-01 08:00:20.193925');
INSERT INTO "django_migrations" VALUES(42,'notifications','0011_a_seat_that_ends','2026-12-01 08:00:20.311383');
INSERT INTO "django_migrations" VALUES(43,'notifications','0012_bodies_as_they_are','2026-12-01 08:00:20.451518');
INSERT INTO "django_migrations" VALUES(44,'notifications','0013_fewer_indexes','2026-12-01 08:00:20.956134');
INSERT INTO "django_migrations" VALUES(45,'sessions','0001_initial','2026-12-01 08:00:20.964227');
CREATE TABLE "django_session" ("session_key" varchar(40) NOT NULL PRIMARY KEY, "session_data" text NOT NULL, "expire_date" datetime NOT NULL);
INSERT INTO "django_session" VALUES('annaannaannaannaannaannaannaanna','.eJxVy0EOwiAQQNG7sDYNMyBTXHoCb0CGYRqMsU1AVsa7q0kXuv0v_2kSj0dNo2tL12JOBszht2WWm65fWLY27n3aQ58u2vq2nnf_myr3-jmyw0DeCpMIUFyo6MwAIc_OsY3sPRWUEDOAFlLAKHgEjzZELM6qeb0BDUgy4w:1xnVOK:2lAme2xp7RNVu-GAmXsYS5xHmeqDFdeEJh1kYsPpnlg','2027-01-12 16:30:00.181124');
CREATE TABLE "forums_agreement" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "version" smallint unsigned NOT NULL CHECK ("version" >= 0), "title" varchar(200) NOT NULL, "convener" varchar(40) NOT NULL, "target_group" text NOT NULL CHECK ((JSON_VALID("target_group") OR "target_group" IS NULL)), "adopted_on" date NULL, "valid_from" date NULL, "valid_until" date NULL, "area_id" bigint NOT NULL REFERENCES "forums_area" ("id") DEFERRABLE INITIALLY DEFERRED, "supersedes_id" bigint NULL UNIQUE REFERENCES "forums_agreement" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "agreement_version_once" UNIQUE ("area_id", "version"), CONSTRAINT "agreement_ends_after_start" CHECK (("valid_until" IS NULL OR "valid_until" >= ("valid_from"))), CONSTRAINT "adopted_agreement_has_a_first_day" CHECK (("adopted_on" IS NULL OR "valid_from" IS NOT NULL)));
INSERT INTO "forums_agreement" VALUES(1,1,'Överenskommelse Lingonby','coordinator','{}','2015-01-01','2015-01-01',NULL,1,NULL);
CREATE TABLE "forums_agreement_parties" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "agreement_id" bigint NOT NULL REFERENCES "forums_agreement" ("id") DEFERRABLE INITIALLY DEFERRED, "party_id" bigint NOT NULL REFERENCES "forums_party" ("id") DEFERRABLE INITIALLY DEFERRED);
INSERT INTO "forums_agreement_parties" VALUES(1,1,1);
INSERT INTO "forums_agreement_parties" VALUES(2,1,2);
INSERT INTO "forums_agreement_parties" VALUES(3,1,3);
INSERT INTO "forums_agreement_parties" VALUES(4,1,4);
CREATE TABLE "forums_area" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(80) NOT NULL, "slug" varchar(60) NOT NULL, "collaboration_name" varchar(120) NOT NULL, "local_names" text NOT NULL CHECK ((JSON_VALID("local_names") OR "local_names" IS NULL)), "ages" text NOT NULL CHECK ((JSON_VALID("ages") OR "ages" IS NULL)), "joined_on" date NULL, "federation_id" bigint NOT NULL REFERENCES "forums_federation" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "area_once_per_federation" UNIQUE ("federation_id", "slug"));
INSERT INTO "forums_area" VALUES(1,'Lingonby','lingonby','Samverk Lingonby','{}','[]',NULL,1);
INSERT INTO "forums_area" VALUES(2,'Blåbärsby','blabarsby','Samverk Blåbärsby','{}','[]',NULL,1);
INSERT INTO "forums_area" VALUES(3,'Tranbärsby','tranbarsby','Samverk 14','{}','[]',NULL,2);
CREATE TABLE "forums_contactpoint" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "function" varchar(120) NOT NULL, "matter" varchar(160) NOT NULL, "mailbox" varchar(254) NOT NULL, "phone" varchar(40) NOT NULL, "hours" varchar(120) NOT NULL, "checked_on" date NULL, "address_bounced_at" datetime NULL, "person_id" bigint NULL REFERENCES "forums_person" ("id") DEFERRABLE INITIALLY DEFERRED, "unit_id" bigint NOT NULL REFERENCES "forums_unit" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "contact_point_once_per_unit" UNIQUE ("unit_id", "function"));
CREATE TABLE "forums_decline" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "since" date NULL, "forum_id" bigint NOT NULL REFERENCES "forums_forum" ("id") DEFERRABLE INITIALLY DEFERRED, "party_id" bigint NOT NULL REFERENCES "forums_party" ("id") DEFERRABLE INITIALLY DEFERRED, "unit_id" bigint NULL REFERENCES "forums_unit" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "forums_federation" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(120) NOT NULL UNIQUE, "slug" varchar(60) NOT NULL UNIQUE, "org_number" varchar(20) NOT NULL, "founded_on" date NULL, "county" varchar(80) NOT NULL, "vision" varchar(300) NOT NULL, "target_group" text NOT NULL CHECK ((JSON_VALID("target_group") OR "target_group" IS NULL)), "role_names" text NOT NULL CHECK ((JSON_VALID("role_names") OR "role_names" IS NULL)), "archive" varchar(120) NOT NULL, "report_periods" text NOT NULL CHECK ((JSON_VALID("report_periods") OR "report_periods" IS NULL)), "report_template" varchar(60) NOT NULL, "follow_up" text NOT NULL CHECK ((JSON_VALID("follow_up") OR "follow_up" IS NULL)), "age_bands" text NOT NULL CHECK ((JSON_VALID("age_bands") OR "age_bands" IS NULL)), "role_mailbox" varchar(254) NOT NULL, "case_retention_days" smallint unsigned NOT NULL CHECK ("case_retention_days" >= 0), "mail_retention_days" smallint unsigned NOT NULL CHECK ("mail_retention_days" >= 0), "draft_retention_days" smallint unsigned NOT NULL CHECK ("draft_retention_days" >= 0));
INSERT INTO "forums_federation" VALUES(1,'Lingonförbundet','lingon','',NULL,'','','{}','{}','','[]','','[]','["16\u201317", "18\u201329", "30\u201344", "45\u201364", "65+"]','samverk@lingon.example',90,30,14);
INSERT INTO "forums_federation" VALUES(2,'Förbund 15','forbund-15','',NULL,'','','{}','{}','','[]','','[]','["16\u201317", "18\u201329", "30\u201344", "45\u201364", "65+"]','',90,30,14);
CREATE TABLE "forums_forum" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "kind" varchar(60) NOT NULL, "name" varchar(160) NOT NULL, "note" varchar(300) NOT NULL, "seats" smallint unsigned NULL CHECK ("seats" >= 0), "month" smallint unsigned NULL CHECK ("month" >= 0), "convener_role" varchar(40) NOT NULL, "ended_on" date NULL, "area_id" bigint NULL REFERENCES "forums_area" ("id") DEFERRABLE INITIALLY DEFERRED, "convener_id" bigint NULL REFERENCES "forums_person" ("id") DEFERRABLE INITIALLY DEFERRED, "federation_id" bigint NOT NULL REFERENCES "forums_federation" ("id") DEFERRABLE INITIALLY DEFERRED, "calls_delegates" bool NOT NULL, CONSTRAINT "forum_month_is_real" CHECK (("month" IS NULL OR "month" BETWEEN 1 AND 12)));
INSERT INTO "forums_forum" VALUES(1,'lsg','LSG Lingonby','',NULL,NULL,'coordinator',NULL,1,7,1,0);
CREATE TABLE "forums_forum_party_kinds" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "forum_id" bigint NOT NULL REFERENCES "forums_forum" ("id") DEFERRABLE INITIALLY DEFERRED, "partykind_id" bigint NOT NULL REFERENCES "forums_partykind" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "forums_forumplan" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "meetings_per_year" smallint unsigned NULL CHECK ("meetings_per_year" >= 0), "rhythm" varchar(20) NOT NULL, "agreement_id" bigint NULL REFERENCES "forums_agreement" ("id") DEFERRABLE INITIALLY DEFERRED, "forum_id" bigint NOT NULL REFERENCES "forums_forum" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "forum_plan_says_how_often" CHECK (("meetings_per_year" IS NOT NULL OR NOT ("rhythm" = ''))));
INSERT INTO "forums_forumplan" VALUES(1,4,'',1,1);
CREATE TABLE "forums_loginmail" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "kind" varchar(10) NOT NULL, "address" varchar(254) NOT NULL, "asked_at" datetime NOT NULL, "settled_at" datetime NULL, "asked_by_id" bigint NULL REFERENCES "forums_person" ("id") DEFERRABLE INITIALLY DEFERRED, "person_id" bigint NULL REFERENCES "forums_person" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "login_mail_goes_to_somebody" CHECK ((("kind" = 'forgotten' AND "person_id" IS NULL) OR (NOT ("kind" = 'forgotten') AND "person_id" IS NOT NULL))));
INSERT INTO "forums_loginmail" VALUES(1,'forgotten','anna@bistand.example','2027-01-12 06:30:00.092207',NULL,NULL,NULL);
CREATE TABLE "forums_meetingtemplate" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "slug" varchar(60) NOT NULL, "version" smallint unsigned NOT NULL CHECK ("version" >= 0), "is_current" bool NOT NULL, "adopted_on" date NULL, "position" smallint unsigned NOT NULL CHECK ("position" >= 0), "name" varchar(120) NOT NULL, "level" varchar(12) NOT NULL, "individual" varchar(14) NOT NULL, "consent_required" bool NOT NULL, "needs_forum" bool NOT NULL, "counts" bool NOT NULL, "min_parties" smallint unsigned NOT NULL CHECK ("min_parties" >= 0), "required_parties" text NOT NULL CHECK ((JSON_VALID("required_parties") OR "required_parties" IS NULL)), "may_call" text NOT NULL CHECK ((JSON_VALID("may_call") OR "may_call" IS NULL)), "duration_minutes" smallint unsigned NOT NULL CHECK ("duration_minutes" >= 0), "notice_days" smallint unsigned NOT NULL CHECK ("notice_days" >= 0), "rhythm" varchar(20) NOT NULL, "quorum_parties" smallint unsigned NULL CHECK ("quorum_parties" >= 0), "remind_unanswered_days" smallint unsigned NULL CHECK ("remind_unanswered_days" >= 0), "remind_everyone_days" smallint unsigned NULL CHECK ("remind_everyone_days" >= 0), "outcome_after_days" smallint unsigned NULL CHECK ("outcome_after_days" >= 0), "survey_after_days" smallint unsigned NULL CHECK ("survey_after_days" >= 0), "purpose" varchar(300) NOT NULL, "help_text" varchar(300) NOT NULL, "agenda" text NOT NULL CHECK ((JSON_VALID("agenda") OR "agenda" IS NULL)), "agenda_last_of_year" text NOT NULL CHECK ((JSON_VALID("agenda_last_of_year") OR "agenda_last_of_year" IS NULL)), "checklist" text NOT NULL CHECK ((JSON_VALID("checklist") OR "checklist" IS NULL)), "outcome_fields" text NOT NULL CHECK ((JSON_VALID("outcome_fields") OR "outcome_fields" IS NULL)), "leads_to" text NOT NULL CHECK ((JSON_VALID("leads_to") OR "leads_to" IS NULL)), "follows" text NOT NULL CHECK ((JSON_VALID("follows") OR "follows" IS NULL)), "members" varchar(300) NOT NULL, "quorum_note" varchar(300) NOT NULL, "areas_note" varchar(300) NOT NULL, "survey" varchar(60) NOT NULL, "guests" text NOT NULL CHECK ((JSON_VALID("guests") OR "guests" IS NULL)), "forms" text NOT NULL CHECK ((JSON_VALID("forms") OR "forms" IS NULL)), "variants" text NOT NULL CHECK ((JSON_VALID("variants") OR "variants" IS NULL)), "signup" text NOT NULL CHECK ((JSON_VALID("signup") OR "signup" IS NULL)), "time_rule" text NOT NULL CHECK ((JSON_VALID("time_rule") OR "time_rule" IS NULL)), "choices" text NOT NULL CHECK ((JSON_VALID("choices") OR "choices" IS NULL)), "texts" text NOT NULL CHECK ((JSON_VALID("texts") OR "texts" IS NULL)), "agreement_id" bigint NULL REFERENCES "forums_agreement" ("id") DEFERRABLE INITIALLY DEFERRED, "area_id" bigint NULL REFERENCES "forums_area" ("id") DEFERRABLE INITIALLY DEFERRED, "federation_id" bigint NOT NULL REFERENCES "forums_federation" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "area_template_belongs_to_an_agreement" CHECK ((("agreement_id" IS NULL AND "area_id" IS NULL) OR ("agreement_id" IS NOT NULL AND "area_id" IS NOT NULL))), CONSTRAINT "template_has_a_length" CHECK ("duration_minutes" > 0), CONSTRAINT "individual_template_says_presence" CHECK ((NOT ("level" = 'individual') OR NOT ("individual" = ''))));
INSERT INTO "forums_meetingtemplate" VALUES(1,'samverksmote',1,1,'2015-01-01',0,'Samverksmöte','individual','always',1,0,1,2,'[]','["any_party"]',60,10,'',NULL,5,1,1,NULL,'','','[]','[]','{}','["meeting_form", "gender", "age_band"]','[]','[]','','','','','[]','[]','{}','{}','{}','{"purposes": ["Planera n\u00e4sta steg mot arbete eller studier", "Klarg\u00f6ra ansvar mellan parterna", "Samordna p\u00e5g\u00e5ende insatser", "R\u00e4tt f\u00f6rs\u00f6rjning", "Uppf\u00f6ljning av plan", "Avslut och \u00f6verl\u00e4mning"], "prepare": ["Aktuella insatser och planering", "Beslut och ers\u00e4ttningar \u00f6versiktligt", "M\u00f6jliga insatser i din verksamhet", "Medicinska f\u00f6ruts\u00e4ttningar om samtycket omfattar det", "Kontaktv\u00e4gar fram\u00e5t"], "cancel_reasons": ["Stort bortfall", "Den enskilde kom inte", "Samtycke \u00e5terkallat", "Sjukdom", "Behovet finns inte kvar", "Annat"], "meeting_forms": ["P\u00e5 plats", "Digitalt", "B\u00e5de och"], "forms_of_consent": ["Skriftligt", "Muntligt"]}','{"invitation_individual": {"subject": "Kallelse till samverkan {date} kl. {time} ({reference})", "body": "Hej!\n\n{caller_name}, {caller_party}, kallar till ett m\u00f6te inom {samverk}.\n\nN\u00e4r: {weekday} {date} kl. {time}\u2013{end_time} svensk tid (vecka {week})\nVar: {place}\nReferens: {reference}. Vem m\u00f6tet g\u00e4ller f\u00e5r du veta av {caller_name}, telefon {caller_phone}.\nVilka som kommer och vad du beh\u00f6ver f\u00f6rbereda ser du n\u00e4r du \u00f6ppnar l\u00e4nken.\nSkriv aldrig den enskildes namn eller personnummer i ett svar p\u00e5 det h\u00e4r mejlet.\n\nSvara senast {answer_by}: {answer_link}\nKan du inte komma? Ange en ers\u00e4ttare i ditt svar.\n"}, "invitation_forum": {"subject": "Kallelse: {forum} {date} kl. {time}", "body": "Hej!\n\n{caller} kallar till {forum}.\n\nN\u00e4r: {weekday} {date} kl. {time}\u2013{end_time} svensk tid (vecka {week})\nVar: {place}\nDagordning: {agenda}\n\nSvara senast {answer_by}: {answer_link}\nKan du inte komma? Ange en ers\u00e4ttare i ditt svar.\n"}, "sip_kallelse": {"line": "Ni kallas som huvudman och ska komma eller utse n\u00e5gon som kommer. \u00c4r ni fel mottagare: l\u00e4mna kallelsen vidare i er verksamhet."}, "sip_inbjudan": {"line": "Ni inbjuds att delta. Svara \u00e4ven om ni inte kan komma."}, "moved": {"subject": "Ny tid: {what} {date} kl. {time}", "line": "M\u00f6tet \u00e4r flyttat fr\u00e5n {old_weekday} {old_date} kl. {old_time} till {weekday} {date} kl. {time}. Svara p\u00e5 nytt."}, "changed": {"subject": "\u00c4ndrad kallelse: {what} {date} kl. {time}", "line": "Det h\u00e4r har \u00e4ndrats: {changes}. Du beh\u00f6ver inte svara igen."}, "cancelled": {"subject": "Inst\u00e4llt: {what} {date} kl. {time}", "line": "M\u00f6tet \u00e4r inst\u00e4llt."}, "removed": {"subject": "Du beh\u00f6vs inte l\u00e4ngre: {what} {date} kl. {time}", "line": "Du \u00e4r inte l\u00e4ngre kallad till m\u00f6tet."}, "remind_unanswered": {"subject": "P\u00e5minnelse: svara p\u00e5 kallelsen {date}", "line": "Du har inte svarat p\u00e5 kallelsen till {weekday} {date} kl. {time}."}, "remind_everyone": {"subject": "P\u00e5minnelse: {what} {weekday} {date} kl. {time}", "line": "M\u00f6tet \u00e4r {weekday} {date} kl. {time}. F\u00e5r du f\u00f6rhinder: ange en ers\u00e4ttare."}, "remind_outcome": {"subject": "Registrera m\u00f6tet {date}", "line": "H\u00f6lls m\u00f6tet {weekday} {date}? Det tar en halv minut att registrera."}, "assign": {"subject": "Vem kommer? Kallelse {date} kl. {time}", "line": "Er verksamhet \u00e4r kallad {weekday} {date} kl. {time}. V\u00e4lj vem som kommer eller l\u00e4mna vidare."}, "follow_up": {"subject": "Dags f\u00f6r uppf\u00f6ljning ({reference})", "line": "Uppf\u00f6ljningen av {reference} \u00e4r satt till {weekday} {date}."}, "waiting_list": {"subject": "Du har f\u00e5tt plats: {what} {date}", "line": "En plats har blivit ledig och du \u00e4r anm\u00e4ld."}}',1,1,1);
INSERT INTO "forums_meetingtemplate" VALUES(4,'lsg',1,1,'2015-01-01',0,'LSG – lokal samverkansgrupp','forum','',0,1,1,4,'[]','["convener", "coordinator", "any_party"]',120,15,'',3,5,1,1,NULL,'','','["Laget runt", "N\u00e4sta m\u00f6te"]','[]','{}','[]','[]','[]','','','','','[]','[]','{}','{}','{}','{"purposes": ["Planera n\u00e4sta steg mot arbete eller studier", "Klarg\u00f6ra ansvar mellan parterna", "Samordna p\u00e5g\u00e5ende insatser", "R\u00e4tt f\u00f6rs\u00f6rjning", "Uppf\u00f6ljning av plan", "Avslut och \u00f6verl\u00e4mning"], "prepare": ["Aktuella insatser och planering", "Beslut och ers\u00e4ttningar \u00f6versiktligt", "M\u00f6jliga insatser i din verksamhet", "Medicinska f\u00f6ruts\u00e4ttningar om samtycket omfattar det", "Kontaktv\u00e4gar fram\u00e5t"], "cancel_reasons": ["Stort bortfall", "Den enskilde kom inte", "Samtycke \u00e5terkallat", "Sjukdom", "Behovet finns inte kvar", "Annat"], "meeting_forms": ["P\u00e5 plats", "Digitalt", "B\u00e5de och"], "forms_of_consent": ["Skriftligt", "Muntligt"]}','{"invitation_individual": {"subject": "Kallelse till samverkan {date} kl. {time} ({reference})", "body": "Hej!\n\n{caller_name}, {caller_party}, kallar till ett m\u00f6te inom {samverk}.\n\nN\u00e4r: {weekday} {date} kl. {time}\u2013{end_time} svensk tid (vecka {week})\nVar: {place}\nReferens: {reference}. Vem m\u00f6tet g\u00e4ller f\u00e5r du veta av {caller_name}, telefon {caller_phone}.\nVilka som kommer och vad du beh\u00f6ver f\u00f6rbereda ser du n\u00e4r du \u00f6ppnar l\u00e4nken.\nSkriv aldrig den enskildes namn eller personnummer i ett svar p\u00e5 det h\u00e4r mejlet.\n\nSvara senast {answer_by}: {answer_link}\nKan du inte komma? Ange en ers\u00e4ttare i ditt svar.\n"}, "invitation_forum": {"subject": "Kallelse: {forum} {date} kl. {time}", "body": "Hej!\n\n{caller} kallar till {forum}.\n\nN\u00e4r: {weekday} {date} kl. {time}\u2013{end_time} svensk tid (vecka {week})\nVar: {place}\nDagordning: {agenda}\n\nSvara senast {answer_by}: {answer_link}\nKan du inte komma? Ange en ers\u00e4ttare i ditt svar.\n"}, "sip_kallelse": {"line": "Ni kallas som huvudman och ska komma eller utse n\u00e5gon som kommer. \u00c4r ni fel mottagare: l\u00e4mna kallelsen vidare i er verksamhet."}, "sip_inbjudan": {"line": "Ni inbjuds att delta. Svara \u00e4ven om ni inte kan komma."}, "moved": {"subject": "Ny tid: {what} {date} kl. {time}", "line": "M\u00f6tet \u00e4r flyttat fr\u00e5n {old_weekday} {old_date} kl. {old_time} till {weekday} {date} kl. {time}. Svara p\u00e5 nytt."}, "changed": {"subject": "\u00c4ndrad kallelse: {what} {date} kl. {time}", "line": "Det h\u00e4r har \u00e4ndrats: {changes}. Du beh\u00f6ver inte svara igen."}, "cancelled": {"subject": "Inst\u00e4llt: {what} {date} kl. {time}", "line": "M\u00f6tet \u00e4r inst\u00e4llt."}, "removed": {"subject": "Du beh\u00f6vs inte l\u00e4ngre: {what} {date} kl. {time}", "line": "Du \u00e4r inte l\u00e4ngre kallad till m\u00f6tet."}, "remind_unanswered": {"subject": "P\u00e5minnelse: svara p\u00e5 kallelsen {date}", "line": "Du har inte svarat p\u00e5 kallelsen till {weekday} {date} kl. {time}."}, "remind_everyone": {"subject": "P\u00e5minnelse: {what} {weekday} {date} kl. {time}", "line": "M\u00f6tet \u00e4r {weekday} {date} kl. {time}. F\u00e5r du f\u00f6rhinder: ange en ers\u00e4ttare."}, "remind_outcome": {"subject": "Registrera m\u00f6tet {date}", "line": "H\u00f6lls m\u00f6tet {weekday} {date}? Det tar en halv minut att registrera."}, "assign": {"subject": "Vem kommer? Kallelse {date} kl. {time}", "line": "Er verksamhet \u00e4r kallad {weekday} {date} kl. {time}. V\u00e4lj vem som kommer eller l\u00e4mna vidare."}, "follow_up": {"subject": "Dags f\u00f6r uppf\u00f6ljning ({reference})", "line": "Uppf\u00f6ljningen av {reference} \u00e4r satt till {weekday} {date}."}, "waiting_list": {"subject": "Du har f\u00e5tt plats: {what} {date}", "line": "En plats har blivit ledig och du \u00e4r anm\u00e4ld."}}',1,1,1);
CREATE TABLE "forums_membership" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "is_substitute" bool NOT NULL, "starts_on" date NOT NULL, "ends_on" date NULL, "forum_id" bigint NOT NULL REFERENCES "forums_forum" ("id") DEFERRABLE INITIALLY DEFERRED, "person_id" bigint NOT NULL REFERENCES "forums_person" ("id") DEFERRABLE INITIALLY DEFERRED, "party_id" bigint NOT NULL REFERENCES "forums_party" ("id") DEFERRABLE INITIALLY DEFERRED, "unit_id" bigint NULL REFERENCES "forums_unit" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "membership_ends_after_start" CHECK (("ends_on" IS NULL OR "ends_on" >= ("starts_on"))));
INSERT INTO "forums_membership" VALUES(1,0,'2015-01-01',NULL,1,1,1,1);
INSERT INTO "forums_membership" VALUES(2,0,'2015-01-01',NULL,1,3,2,3);
INSERT INTO "forums_membership" VALUES(3,0,'2015-01-01',NULL,1,5,3,4);
INSERT INTO "forums_membership" VALUES(4,0,'2015-01-01',NULL,1,6,4,5);
INSERT INTO "forums_membership" VALUES(5,1,'2015-01-01',NULL,1,2,1,1);
CREATE TABLE "forums_openmeetingplan" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "variant" varchar(60) NOT NULL, "name" varchar(120) NOT NULL, "per_year" smallint unsigned NOT NULL CHECK ("per_year" >= 0), "month" smallint unsigned NULL CHECK ("month" >= 0), "week" smallint unsigned NULL CHECK ("week" >= 0), "is_public" bool NOT NULL, "note" varchar(300) NOT NULL, "area_id" bigint NULL REFERENCES "forums_area" ("id") DEFERRABLE INITIALLY DEFERRED, "federation_id" bigint NOT NULL REFERENCES "forums_federation" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "plan_month_is_real" CHECK (("month" IS NULL OR "month" BETWEEN 1 AND 12)), CONSTRAINT "plan_week_is_real" CHECK (("week" IS NULL OR "week" BETWEEN 1 AND 53)));
CREATE TABLE "forums_party" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(120) NOT NULL, "area_id" bigint NULL REFERENCES "forums_area" ("id") DEFERRABLE INITIALLY DEFERRED, "federation_id" bigint NOT NULL REFERENCES "forums_federation" ("id") DEFERRABLE INITIALLY DEFERRED, "kind_id" bigint NOT NULL REFERENCES "forums_partykind" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "party_once_per_federation" UNIQUE ("federation_id", "name"));
INSERT INTO "forums_party" VALUES(1,'Lingonby kommun',1,1,1);
INSERT INTO "forums_party" VALUES(2,'Arbetsförmedlingen',NULL,1,2);
INSERT INTO "forums_party" VALUES(3,'Försäkringskassan',NULL,1,3);
INSERT INTO "forums_party" VALUES(4,'Region Lingon',NULL,1,4);
INSERT INTO "forums_party" VALUES(5,'Kommunen 16',3,2,5);
CREATE TABLE "forums_partykind" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "code" varchar(30) NOT NULL, "name" varchar(80) NOT NULL, "short" varchar(30) NOT NULL, "position" smallint unsigned NOT NULL CHECK ("position" >= 0), "federation_id" bigint NOT NULL REFERENCES "forums_federation" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "party_kind_once_per_federation" UNIQUE ("federation_id", "code"));
INSERT INTO "forums_partykind" VALUES(1,'kommun','Kommunen','Kommunen',0,1);
INSERT INTO "forums_partykind" VALUES(2,'af','Arbetsförmedlingen','Arbetsförmedlingen',1,1);
INSERT INTO "forums_partykind" VALUES(3,'fk','Försäkringskassan','Försäkringskassan',2,1);
INSERT INTO "forums_partykind" VALUES(4,'region','Vården','Vården',3,1);
INSERT INTO "forums_partykind" VALUES(5,'kommun','Kommunen','Kommunen',0,2);
CREATE TABLE "forums_partyrule" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "code" varchar(60) NOT NULL, "when_individual" varchar(20) NOT NULL, "when_template" varchar(60) NOT NULL, "text" varchar(300) NOT NULL, "federation_id" bigint NOT NULL REFERENCES "forums_federation" ("id") DEFERRABLE INITIALLY DEFERRED, "party_kind_id" bigint NOT NULL REFERENCES "forums_partykind" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "party_rule_once" UNIQUE ("federation_id", "party_kind_id", "code"), CONSTRAINT "party_rule_has_a_condition" CHECK ((NOT ("when_individual" = '') OR NOT ("when_template" = ''))));
CREATE TABLE "forums_person" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "password" varchar(128) NOT NULL, "last_login" datetime NULL, "email" varchar(254) NULL UNIQUE, "name" varchar(120) NOT NULL, "phone" varchar(40) NOT NULL, "is_active" bool NOT NULL, "address_bounced_at" datetime NULL, "search_text" varchar(400) NOT NULL, "address_set_at" datetime NULL, "merged_into_id" bigint NULL REFERENCES "forums_person" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "person_email_in_lower_case" CHECK ("email" = (LOWER("email"))), CONSTRAINT "merged_person_is_gone" CHECK (("merged_into_id" IS NULL OR ("email" IS NULL AND NOT "is_active"))));
INSERT INTO "forums_person" VALUES(1,'argon2$argon2id$v=19$m=19456,t=2,p=1$TkwxWE1LSXhZeERZZGh3RTZsVzBhQQ$nKD7maN6fsNVV5GeJfl5VoRcsAvwRLfegBXdsvDPdFE','2027-01-12 06:30:00.178794','anna@bistand.example','Anna Andlykt','070-174 06 05',1,NULL,'anna andlykt anna@bistand.example',NULL,NULL);
INSERT INTO "forums_person" VALUES(2,'!9JtDGEYM1P8ZmGIuiexwuiSQGxk7YaRX2jP7548V',NULL,'alma@bistand.example','Alma Andlykt','070-174 06 05',1,NULL,'alma andlykt alma@bistand.example',NULL,NULL);
INSERT INTO "forums_person" VALUES(3,'!A3VtqXrozIGV2fW9DubMW5FnuNG4JraN3GqLBS1Y',NULL,'bo@af.example','Bo Bäverhjälm','070-174 06 05',1,NULL,'bo bäverhjälm bo@af.example',NULL,NULL);
INSERT INTO "forums_person" VALUES(4,'!pmvGJjOEEuLnR6nuSyWqxCb8LPae1rIDohT8f1Tk',NULL,'kim@af.example','Kim Kottesken','070-174 06 05',1,NULL,'kim kottesken kim@af.example',NULL,NULL);
INSERT INTO "forums_person" VALUES(5,'!zgxXt41sAeHkxbuaw6c8SzUBpBFyu1mKHAXXcW0B',NULL,'frida@fk.example','Frida Fjädermoln','070-174 06 05',1,NULL,'frida fjädermoln frida@fk.example',NULL,NULL);
INSERT INTO "forums_person" VALUES(6,'!ss4luu2Yxe8wEokXY0dFCdxJVeQBNsAPnEL7iuTq',NULL,'rut@vardcentralen.example','Rut Rimfrosthatt','070-174 06 05',1,NULL,'rut rimfrosthatt rut@vardcentralen.example',NULL,NULL);
INSERT INTO "forums_person" VALUES(7,'!Lf2RIRS1jbWePzMg6BTbcgaZCU72lF9Mdrp7scFz',NULL,'cilla@lingon.example','Cilla Citronfjäril','070-174 06 05',1,NULL,'cilla citronfjäril cilla@lingon.example',NULL,NULL);
INSERT INTO "forums_person" VALUES(8,'!PCXYi3sOgbPY84itp0xVH9lyjXffewgOEuuQF6xa',NULL,'david@lingon.example','David Dimslöja','070-174 06 05',1,NULL,'david dimslöja david@lingon.example',NULL,NULL);
INSERT INTO "forums_person" VALUES(9,'!WLmoM7JRxRJgl08xzkMlgkZhntXGnIm6Ov5q8XDs',NULL,'adam@lingon.example','Adam Aftonkåpa','070-174 06 05',1,NULL,'adam aftonkåpa adam@lingon.example',NULL,NULL);
INSERT INTO "forums_person" VALUES(10,'!vycla2cDNbwoYnHWzb2ujYb5GrZ72dmUNhEeNVio',NULL,'eva@tranbar.example','Eva Enbärsljus','070-174 06 05',1,NULL,'eva enbärsljus eva@tranbar.example',NULL,NULL);
CREATE TABLE "forums_personalias" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "email" varchar(254) NOT NULL, "person_id" bigint NOT NULL REFERENCES "forums_person" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "forums_placement" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "function" varchar(120) NOT NULL, "starts_on" date NOT NULL, "ends_on" date NULL, "person_id" bigint NOT NULL REFERENCES "forums_person" ("id") DEFERRABLE INITIALLY DEFERRED, "unit_id" bigint NOT NULL REFERENCES "forums_unit" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "placement_ends_after_start" CHECK (("ends_on" IS NULL OR "ends_on" >= ("starts_on"))));
INSERT INTO "forums_placement" VALUES(1,'','2015-01-01',NULL,1,1);
INSERT INTO "forums_placement" VALUES(2,'','2015-01-01',NULL,2,1);
INSERT INTO "forums_placement" VALUES(3,'','2015-01-01',NULL,3,3);
INSERT INTO "forums_placement" VALUES(4,'','2015-01-01',NULL,4,3);
INSERT INTO "forums_placement" VALUES(5,'','2015-01-01',NULL,5,4);
INSERT INTO "forums_placement" VALUES(6,'','2015-01-01',NULL,6,5);
INSERT INTO "forums_placement" VALUES(7,'','2015-01-01',NULL,10,7);
CREATE TABLE "forums_role" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "kind" varchar(20) NOT NULL, "starts_on" date NOT NULL, "ends_on" date NULL, "area_id" bigint NULL REFERENCES "forums_area" ("id") DEFERRABLE INITIALLY DEFERRED, "federation_id" bigint NOT NULL REFERENCES "forums_federation" ("id") DEFERRABLE INITIALLY DEFERRED, "party_id" bigint NULL REFERENCES "forums_party" ("id") DEFERRABLE INITIALLY DEFERRED, "person_id" bigint NOT NULL REFERENCES "forums_person" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "role_ends_after_start" CHECK (("ends_on" IS NULL OR "ends_on" >= ("starts_on"))), CONSTRAINT "coordinator_has_an_area" CHECK ((NOT ("kind" = 'coordinator') OR "area_id" IS NOT NULL)), CONSTRAINT "contact_person_has_a_party" CHECK ((NOT ("kind" = 'contact_person') OR "party_id" IS NOT NULL)));
INSERT INTO "forums_role" VALUES(1,'coordinator','2015-01-01',NULL,1,1,NULL,7);
INSERT INTO "forums_role" VALUES(2,'director','2015-01-01',NULL,NULL,1,NULL,8);
INSERT INTO "forums_role" VALUES(3,'administrator','2015-01-01',NULL,NULL,1,NULL,9);
INSERT INTO "forums_role" VALUES(4,'contact_person','2015-01-01',NULL,1,1,2,4);
CREATE TABLE "forums_signature" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "signed_by" varchar(120) NOT NULL, "signed_on" date NOT NULL, "agreement_id" bigint NOT NULL REFERENCES "forums_agreement" ("id") DEFERRABLE INITIALLY DEFERRED, "party_id" bigint NOT NULL REFERENCES "forums_party" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "signature_once_per_party" UNIQUE ("agreement_id", "party_id"));
CREATE TABLE "forums_unit" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(120) NOT NULL, "reveals_care" bool NOT NULL, "closed_on" date NULL, "party_id" bigint NOT NULL REFERENCES "forums_party" ("id") DEFERRABLE INITIALLY DEFERRED, "successor_id" bigint NULL REFERENCES "forums_unit" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "unit_once_per_party" UNIQUE ("party_id", "name"), CONSTRAINT "successor_of_a_closed_unit" CHECK (("successor_id" IS NULL OR "closed_on" IS NOT NULL)));
INSERT INTO "forums_unit" VALUES(1,'Ekonomiskt bistånd',0,NULL,1,NULL);
INSERT INTO "forums_unit" VALUES(2,'Lingonskolan',0,NULL,1,NULL);
INSERT INTO "forums_unit" VALUES(3,'Arbetsförmedlingen Lingonby',0,NULL,2,NULL);
INSERT INTO "forums_unit" VALUES(4,'Försäkringskassan Lingon',0,NULL,3,NULL);
INSERT INTO "forums_unit" VALUES(5,'Lingonby vårdcentral',0,NULL,4,NULL);
INSERT INTO "forums_unit" VALUES(6,'Psykiatrin Lingon',1,NULL,4,NULL);
INSERT INTO "forums_unit" VALUES(7,'Enhet 17',0,NULL,5,NULL);
CREATE TABLE "forums_unit_areas" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "unit_id" bigint NOT NULL REFERENCES "forums_unit" ("id") DEFERRABLE INITIALLY DEFERRED, "area_id" bigint NOT NULL REFERENCES "forums_area" ("id") DEFERRABLE INITIALLY DEFERRED);
INSERT INTO "forums_unit_areas" VALUES(1,1,1);
INSERT INTO "forums_unit_areas" VALUES(2,2,1);
INSERT INTO "forums_unit_areas" VALUES(3,3,1);
INSERT INTO "forums_unit_areas" VALUES(4,3,2);
INSERT INTO "forums_unit_areas" VALUES(5,4,1);
INSERT INTO "forums_unit_areas" VALUES(6,4,2);
INSERT INTO "forums_unit_areas" VALUES(7,5,1);
INSERT INTO "forums_unit_areas" VALUES(8,5,2);
INSERT INTO "forums_unit_areas" VALUES(9,6,1);
INSERT INTO "forums_unit_areas" VALUES(10,6,2);
INSERT INTO "forums_unit_areas" VALUES(11,7,3);
CREATE TABLE "notifications_accesscode" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "code_hash" varchar(128) NOT NULL, "expires_at" datetime NOT NULL, "attempts" smallint unsigned NOT NULL CHECK ("attempts" >= 0), "invitation_id" char(32) NOT NULL REFERENCES "booking_invitation" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "notifications_calendarfeed" ("id" char(32) NOT NULL PRIMARY KEY, "created_at" datetime NOT NULL, "etag" varchar(64) NOT NULL, "changed_at" datetime NULL, "fetched_at" datetime NULL, "area_id" bigint NULL REFERENCES "forums_area" ("id") DEFERRABLE INITIALLY DEFERRED, "forum_id" bigint NULL REFERENCES "forums_forum" ("id") DEFERRABLE INITIALLY DEFERRED, "person_id" bigint NOT NULL REFERENCES "forums_person" ("id") DEFERRABLE INITIALLY DEFERRED, "full_at" datetime NULL, CONSTRAINT "feed_of_one_thing" CHECK (("forum_id" IS NULL OR "area_id" IS NULL)));
CREATE TABLE "notifications_calendarobject" ("uid" char(32) NOT NULL PRIMARY KEY, "organizer" varchar(254) NOT NULL, "sequence" integer unsigned NOT NULL CHECK ("sequence" >= 0), "reconciled_revision" integer unsigned NOT NULL CHECK ("reconciled_revision" >= 0), "ended_at" datetime NULL, "meeting_id" char(32) NULL REFERENCES "booking_meeting" ("id") DEFERRABLE INITIALLY DEFERRED, "series_id" char(32) NULL REFERENCES "booking_series" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "calendar_object_of_one" CHECK ((("meeting_id" IS NOT NULL AND "series_id" IS NULL) OR ("meeting_id" IS NULL AND "series_id" IS NOT NULL))));
INSERT INTO "notifications_calendarobject" VALUES('7938d1ddea3d48e0b883d061910836b6','samverk@lingon.example',0,1,NULL,'971234c9d6e2483ea04b9b7a46312bd0',NULL);
INSERT INTO "notifications_calendarobject" VALUES('284032022e7f4e9db7414e9f53f1b6bc','samverk@lingon.example',0,1,NULL,'be4b21e5186c4e1ebdb2f02827a59d92',NULL);
INSERT INTO "notifications_calendarobject" VALUES('fafafeb51f93478aa3094bdfa310faaf','samverk@lingon.example',0,1,NULL,NULL,'d5a68f137fb44783a91cd8c75290a537');
INSERT INTO "notifications_calendarobject" VALUES('9014cebdd60048e898754834fe1a6668','samverk@lingon.example',0,1,NULL,'28b03b276258481b971e83b5d5443ffa',NULL);
INSERT INTO "notifications_calendarobject" VALUES('a48991f1fbe34698b7d3ef1e1a4eae2e','samverk@lingon.example',0,1,NULL,'46f56ad5ed4b4527a5796266639732a2',NULL);
INSERT INTO "notifications_calendarobject" VALUES('62a51b7685b84fd492c1799e8d494c28','samverk@lingon.example',0,1,NULL,'617e3848919d48c2930030005ae63d30',NULL);
INSERT INTO "notifications_calendarobject" VALUES('069b28dfe8f6464498dbca75d89e1d99','samverk@lingon.example',0,1,NULL,'7f15271c13894c938b7678a9623c4f61',NULL);
INSERT INTO "notifications_calendarobject" VALUES('9ba409faf0364e94ab4dcc47d4648cd5','samverk@lingon.example',1,2,NULL,'15468063929648afb1d57bd8657b1f0d',NULL);
CREATE TABLE "notifications_deliveryattempt" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "at" datetime NOT NULL, "outcome" varchar(12) NOT NULL, "reply_code" varchar(12) NOT NULL, "message_id" char(32) NOT NULL REFERENCES "notifications_outboxmessage" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "notifications_domainpace" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "domain" varchar(254) NOT NULL UNIQUE, "free_at" datetime NOT NULL);
CREATE TABLE "notifications_heartbeat" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(40) NOT NULL UNIQUE, "at" datetime NOT NULL);
CREATE TABLE "notifications_inboundmail" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "received_at" datetime NOT NULL, "message_key" varchar(80) NOT NULL UNIQUE, "from_address" varchar(254) NOT NULL, "result" varchar(10) NOT NULL, "reason" varchar(60) NOT NULL, "needs_person" bool NOT NULL, "handled_at" datetime NULL, "raw" BLOB NULL, "federation_id" bigint NULL REFERENCES "forums_federation" ("id") DEFERRABLE INITIALLY DEFERRED, "invitation_id" char(32) NULL REFERENCES "booking_invitation" ("id") DEFERRABLE INITIALLY DEFERRED, "meeting_id" char(32) NULL REFERENCES "booking_meeting" ("id") DEFERRABLE INITIALLY DEFERRED, "series_id" char(32) NULL REFERENCES "booking_series" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "notifications_notice" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "kind" varchar(20) NOT NULL, "occurrence" varchar(40) NOT NULL, "due_at" datetime NOT NULL, "settled_at" datetime NULL, "was_sent" bool NULL, "invitation_id" char(32) NULL REFERENCES "booking_invitation" ("id") DEFERRABLE INITIALLY DEFERRED, "meeting_id" char(32) NOT NULL REFERENCES "booking_meeting" ("id") DEFERRABLE INITIALLY DEFERRED, "person_id" bigint NULL REFERENCES "forums_person" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "notice_goes_to_one_or_all" CHECK (("invitation_id" IS NULL OR "person_id" IS NULL)));
INSERT INTO "notifications_notice" VALUES(1,'remind_unanswered','m0 20261222T0900','2026-12-15 07:00:00','2027-01-12 06:30:00.059723',0,NULL,'971234c9d6e2483ea04b9b7a46312bd0',NULL);
INSERT INTO "notifications_notice" VALUES(2,'remind_everyone','m0 20261222T0900','2026-12-21 07:00:00','2027-01-12 06:30:00.072554',0,NULL,'971234c9d6e2483ea04b9b7a46312bd0',NULL);
INSERT INTO "notifications_notice" VALUES(3,'remind_outcome','m0 20261222T0900','2026-12-23 07:00:00','2027-01-12 06:30:00.089948',0,NULL,'971234c9d6e2483ea04b9b7a46312bd0',1);
INSERT INTO "notifications_notice" VALUES(4,'remind_unanswered','m0 20270119T0800','2027-01-12 07:00:00',NULL,NULL,NULL,'be4b21e5186c4e1ebdb2f02827a59d92',NULL);
INSERT INTO "notifications_notice" VALUES(5,'remind_everyone','m0 20270119T0800','2027-01-18 07:00:00',NULL,NULL,NULL,'be4b21e5186c4e1ebdb2f02827a59d92',NULL);
INSERT INTO "notifications_notice" VALUES(6,'remind_outcome','m0 20270119T0800','2027-01-20 07:00:00',NULL,NULL,NULL,'be4b21e5186c4e1ebdb2f02827a59d92',1);
INSERT INTO "notifications_notice" VALUES(7,'remind_unanswered','m0 20270121T0800','2027-01-14 07:00:00',NULL,NULL,NULL,'28b03b276258481b971e83b5d5443ffa',NULL);
INSERT INTO "notifications_notice" VALUES(8,'remind_everyone','m0 20270121T0800','2027-01-20 07:00:00',NULL,NULL,NULL,'28b03b276258481b971e83b5d5443ffa',NULL);
INSERT INTO "notifications_notice" VALUES(9,'remind_outcome','m0 20270121T0800','2027-01-22 07:00:00',NULL,NULL,NULL,'28b03b276258481b971e83b5d5443ffa',7);
INSERT INTO "notifications_notice" VALUES(10,'remind_unanswered','m0 20270128T0800','2027-01-21 07:00:00',NULL,NULL,NULL,'46f56ad5ed4b4527a5796266639732a2',NULL);
INSERT INTO "notifications_notice" VALUES(11,'remind_everyone','m0 20270128T0800','2027-01-27 07:00:00',NULL,NULL,NULL,'46f56ad5ed4b4527a5796266639732a2',NULL);
INSERT INTO "notifications_notice" VALUES(12,'remind_outcome','m0 20270128T0800','2027-01-29 07:00:00',NULL,NULL,NULL,'46f56ad5ed4b4527a5796266639732a2',7);
INSERT INTO "notifications_notice" VALUES(13,'remind_unanswered','m0 20270204T0800','2027-01-28 07:00:00',NULL,NULL,NULL,'617e3848919d48c2930030005ae63d30',NULL);
INSERT INTO "notifications_notice" VALUES(14,'remind_everyone','m0 20270204T0800','2027-02-03 07:00:00',NULL,NULL,NULL,'617e3848919d48c2930030005ae63d30',NULL);
INSERT INTO "notifications_notice" VALUES(15,'remind_outcome','m0 20270204T0800','2027-02-05 07:00:00',NULL,NULL,NULL,'617e3848919d48c2930030005ae63d30',7);
INSERT INTO "notifications_notice" VALUES(16,'remind_unanswered','m0 20270211T0800','2027-02-04 07:00:00',NULL,NULL,NULL,'7f15271c13894c938b7678a9623c4f61',NULL);
INSERT INTO "notifications_notice" VALUES(17,'remind_everyone','m0 20270211T0800','2027-02-10 07:00:00',NULL,NULL,NULL,'7f15271c13894c938b7678a9623c4f61',NULL);
INSERT INTO "notifications_notice" VALUES(18,'remind_outcome','m0 20270211T0800','2027-02-12 07:00:00',NULL,NULL,NULL,'7f15271c13894c938b7678a9623c4f61',7);
INSERT INTO "notifications_notice" VALUES(19,'remind_unanswered','m0 20270202T1200','2027-01-26 07:00:00',NULL,NULL,NULL,'15468063929648afb1d57bd8657b1f0d',NULL);
INSERT INTO "notifications_notice" VALUES(20,'remind_everyone','m0 20270202T1200','2027-02-01 07:00:00',NULL,NULL,NULL,'15468063929648afb1d57bd8657b1f0d',NULL);
INSERT INTO "notifications_notice" VALUES(21,'remind_outcome','m0 20270202T1200','2027-02-03 07:00:00',NULL,NULL,NULL,'15468063929648afb1d57bd8657b1f0d',7);
INSERT INTO "notifications_notice" VALUES(22,'remind_unanswered','m1 20270202T1300','2027-01-26 07:00:00',NULL,NULL,NULL,'15468063929648afb1d57bd8657b1f0d',NULL);
INSERT INTO "notifications_notice" VALUES(23,'remind_everyone','m1 20270202T1300','2027-02-01 07:00:00',NULL,NULL,NULL,'15468063929648afb1d57bd8657b1f0d',NULL);
INSERT INTO "notifications_notice" VALUES(24,'remind_outcome','m1 20270202T1300','2027-02-03 07:00:00',NULL,NULL,NULL,'15468063929648afb1d57bd8657b1f0d',7);
CREATE TABLE "notifications_outboxmessage" ("id" char(32) NOT NULL PRIMARY KEY, "counter" integer unsigned NOT NULL CHECK ("counter" >= 0), "kind" varchar(24) NOT NULL, "method" varchar(8) NOT NULL, "sequence" integer unsigned NOT NULL CHECK ("sequence" >= 0), "digest" text NOT NULL, "starts_at" datetime NULL, "revision" integer unsigned NOT NULL CHECK ("revision" >= 0), "address" varchar(254) NOT NULL, "envelope_from" varchar(254) NOT NULL, "message_id" varchar(120) NOT NULL, "subject" varchar(200) NOT NULL, "body" BLOB NOT NULL, "text" text NOT NULL, "state" varchar(10) NOT NULL, "created_at" datetime NOT NULL, "next_at" datetime NOT NULL, "expires_at" datetime NULL, "attempts" smallint unsigned NOT NULL CHECK ("attempts" >= 0), "lease_until" datetime NULL, "lease_token" char(32) NULL, "reply_code" varchar(12) NOT NULL, "sent_at" datetime NULL, "federation_id" bigint NOT NULL REFERENCES "forums_federation" ("id") DEFERRABLE INITIALLY DEFERRED, "invitation_id" char(32) NULL REFERENCES "booking_invitation" ("id") DEFERRABLE INITIALLY DEFERRED, "meeting_id" char(32) NULL REFERENCES "booking_meeting" ("id") DEFERRABLE INITIALLY DEFERRED, "notice_id" bigint NULL UNIQUE REFERENCES "notifications_notice" ("id") DEFERRABLE INITIALLY DEFERRED, "told_id" bigint NULL REFERENCES "notifications_told" ("id") DEFERRABLE INITIALLY DEFERRED, "series_id" char(32) NULL REFERENCES "booking_series" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "outbox_message_id" UNIQUE ("message_id"));
INSERT INTO "notifications_outboxmessage" VALUES('f6c46e906ccf428f8e4eb905f2a81d11',1,'invitation','REQUEST',0,'2:-=20261222T090000Z=b3d5e907d3d2','2026-12-22 09:00:00',1,'anna@bistand.example','samverk+b63cg5edmz5bi7dsoxec7fka5ce7dmmu472btxw@lingon.example','<935936fa-edb0-453d-a389-497aa07f1519@lingon.example>','Kallelse till samverkan 22 december 2026 kl. 10.00 (SV-N5T6-M5)',X'','Hej!

Anna Andlykt, Ekonomiskt bistånd, Lingonby kommun, kallar till ett möte inom Samverk Lingonby.

När: tisdag 22 december 2026 kl. 10.00–11.00 svensk tid (vecka 52)
Var: Lingonhuset, rum 3
Referens: SV-N5T6-M5. Vem mötet gäller får du veta av Anna Andlykt, telefon 070-174 06 05.
Vilka som kommer och vad du behöver förbereda ser du när du öppnar länken.
Skriv aldrig den enskildes namn eller personnummer i ett svar på det här mejlet.

Svara senast onsdag 16 december 2026: [din personliga länk]
Kan du inte komma? Ange en ersättare i ditt svar.
','sent','2026-12-01 08:00:24.731121','2026-12-01 08:00:23.342660','2026-12-22 09:00:00',1,NULL,'e53bcd6ec85f48c28c2867748d640290','local','2026-12-01 08:00:24.836158',1,'9218a7005e1f40108cd5c128f9f246cc','971234c9d6e2483ea04b9b7a46312bd0',NULL,1,NULL);
INSERT INTO "notifications_outboxmessage" VALUES('e543dc260beb4425b0ad2dd11d6f8676',1,'invitation','REQUEST',0,'2:-=20261222T090000Z=b3d5e907d3d2','2026-12-22 09:00:00',1,'bo@af.example','samverk+b4vb5yjql5ncclmfnfxir234goymx5hgpthhtpb@lingon.example','<a39763d4-ae4c-401d-bc0b-0028d75699b2@lingon.example>','Kallelse till samverkan 22 december 2026 kl. 10.00 (SV-N5T6-M5)',X'','Hej!

Anna Andlykt, Ekonomiskt bistånd, Lingonby kommun, kallar till ett möte inom Samverk Lingonby.

När: tisdag 22 december 2026 kl. 10.00–11.00 svensk tid (vecka 52)
Var: Lingonhuset, rum 3
Referens: SV-N5T6-M5. Vem mötet gäller får du veta av Anna Andlykt, telefon 070-174 06 05.
Vilka som kommer och vad du behöver förbereda ser du när du öppnar länken.
Skriv aldrig den enskildes namn eller personnummer i ett svar på det här mejlet.

Svara senast onsdag 16 december 2026: [din personliga länk]
Kan du inte komma? Ange en ersättare i ditt svar.
','sent','2026-12-01 08:00:24.731129','2026-12-01 08:00:24.728697','2026-12-22 09:00:00',1,NULL,'e53bcd6ec85f48c28c2867748d640290','local','2026-12-01 08:00:24.836158',1,'9fca900ccd304bfdbad8f96c79a754e0','971234c9d6e2483ea04b9b7a46312bd0',NULL,2,NULL);
INSERT INTO "notifications_outboxmessage" VALUES('2f50b9dbe8a64737a2ff7de5e043f3da',1,'invitation','REQUEST',0,'2:-=20261222T090000Z=b3d5e907d3d2','2026-12-22 09:00:00',1,'rut@vardcentralen.example','samverk+bf5iltw7iuzdtpix7pxs6aq7t3icw5eajf4tsei@lingon.example','<1d03439d-f53c-4cf2-9cf5-33eaa53c8590@lingon.example>','Kallelse till samverkan 22 december 2026 kl. 10.00 (SV-N5T6-M5)',X'','Hej!

Anna Andlykt, Ekonomiskt bistånd, Lingonby kommun, kallar till ett möte inom Samverk Lingonby.

När: tisdag 22 december 2026 kl. 10.00–11.00 svensk tid (vecka 52)
Var: Lingonhuset, rum 3
Referens: SV-N5T6-M5. Vem mötet gäller får du veta av Anna Andlykt, telefon 070-174 06 05.
Vilka som kommer och vad du behöver förbereda ser du när du öppnar länken.
Skriv aldrig den enskildes namn eller personnummer i ett svar på det här mejlet.

Svara senast onsdag 16 december 2026: [din personliga länk]
Kan du inte komma? Ange en ersättare i ditt svar.
','sent','2026-12-01 08:00:24.731132','2026-12-01 08:00:24.729137','2026-12-22 09:00:00',1,NULL,'e53bcd6ec85f48c28c2867748d640290','local','2026-12-01 08:00:24.836158',1,'d0e41cbe8d514df38c4468a9136e1864','971234c9d6e2483ea04b9b7a46312bd0',NULL,3,NULL);
INSERT INTO "notifications_outboxmessage" VALUES('65a07c3fbd2d4c00a8f5b4a152cf18e7',1,'invitation','REQUEST',0,'2:-=20270119T080000Z=eeb3d1ef0774','2027-01-19 08:00:00',1,'anna@bistand.example','samverk+bmwqhyp55fvgabkhvwsqvftyy44ifrp6w3zb33t@lingon.example','<f2976ea2-9eb0-4800-a3ea-aad38cf28c10@lingon.example>','Kallelse till samverkan 19 januari 2027 kl. 09.00 (SV-2J8X-7N)',X'','Hej!

Anna Andlykt, Ekonomiskt bistånd, Lingonby kommun, kallar till ett möte inom Samverk Lingonby.

När: tisdag 19 januari 2027 kl. 09.00–10.00 svensk tid (vecka 3)
Var: Lingonhuset, rum 3
Referens: SV-2J8X-7N. Vem mötet gäller får du veta av Anna Andlykt, telefon 070-174 06 05.
Vilka som kommer och vad du behöver förbereda ser du när du öppnar länken.
Skriv aldrig den enskildes namn eller personnummer i ett svar på det här mejlet.

Svara senast onsdag 13 januari 2027: [din personliga länk]
Kan du inte komma? Ange en ersättare i ditt svar.
','sent','2026-12-22 11:00:00.135505','2026-12-22 11:00:00.113094','2027-01-19 08:00:00',1,NULL,'14ad516574514ea6ac19e5d42cdb98be','local','2026-12-22 11:00:00.163150',1,'202cb9e7f7dc4c9484c9aab851920a3e','be4b21e5186c4e1ebdb2f02827a59d92',NULL,4,NULL);
INSERT INTO "notifications_outboxmessage" VALUES('ea455ded42fa48baa04a936212c33366',1,'invitation','REQUEST',0,'2:-=20270119T080000Z=eeb3d1ef0774','2027-01-19 08:00:00',1,'bo@af.example','samverk+b5jcv33kc7jelvicksnrbfqztmyifebubypcxjw@lingon.example','<23fb8156-51d7-4dd2-b80d-58ffd79fe80f@lingon.example>','Kallelse till samverkan 19 januari 2027 kl. 09.00 (SV-2J8X-7N)',X'','Hej!

Anna Andlykt, Ekonomiskt bistånd, Lingonby kommun, kallar till ett möte inom Samverk Lingonby.

När: tisdag 19 januari 2027 kl. 09.00–10.00 svensk tid (vecka 3)
Var: Lingonhuset, rum 3
Referens: SV-2J8X-7N. Vem mötet gäller får du veta av Anna Andlykt, telefon 070-174 06 05.
Vilka som kommer och vad du behöver förbereda ser du när du öppnar länken.
Skriv aldrig den enskildes namn eller personnummer i ett svar på det här mejlet.

Svara senast onsdag 13 januari 2027: [din personliga länk]
Kan du inte komma? Ange en ersättare i ditt svar.
','sent','2026-12-22 11:00:00.135511','2026-12-22 11:00:00.113690','2027-01-19 08:00:00',1,NULL,'14ad516574514ea6ac19e5d42cdb98be','local','2026-12-22 11:00:00.163150',1,'f2923a85deae46938a7b21305b11270f','be4b21e5186c4e1ebdb2f02827a59d92',NULL,5,NULL);
INSERT INTO "notifications_outboxmessage" VALUES('6fbe459d999e48ad8ef02e17573fc5fe',1,'invitation','REQUEST',0,'2:-=20270119T080000Z=eeb3d1ef0774','2027-01-19 08:00:00',1,'rut@vardcentralen.example','samverk+bn67elhmztzek3dxqfylvop6f7y4tdkq5tlsafy@lingon.example','<d287b7e2-363a-4736-b22d-81e4483cb4a8@lingon.example>','Kallelse till samverkan 19 januari 2027 kl. 09.00 (SV-2J8X-7N)',X'','Hej!

Anna Andlykt, Ekonomiskt bistånd, Lingonby kommun, kallar till ett möte inom Samverk Lingonby.

När: tisdag 19 januari 2027 kl. 09.00–10.00 svensk tid (vecka 3)
Var: Lingonhuset, rum 3
Referens: SV-2J8X-7N. Vem mötet gäller får du veta av Anna Andlykt, telefon 070-174 06 05.
Vilka som kommer och vad du behöver förbereda ser du när du öppnar länken.
Skriv aldrig den enskildes namn eller personnummer i ett svar på det här mejlet.

Svara senast onsdag 13 januari 2027: [din personliga länk]
Kan du inte komma? Ange en ersättare i ditt svar.
','sent','2026-12-22 11:00:00.135514','2026-12-22 11:00:00.134500','2027-01-19 08:00:00',1,NULL,'14ad516574514ea6ac19e5d42cdb98be','local','2026-12-22 11:00:00.163150',1,'58d8ece6d5fe48bc836356976f54cdcd','be4b21e5186c4e1ebdb2f02827a59d92',NULL,6,NULL);
INSERT INTO "notifications_outboxmessage" VALUES('dbb060737909481e96bef124ccc778a0',1,'invitation','REQUEST',0,'2:20270121T080000Z=20270121T080000Z=b8423bbe7b15 20270128T080000Z=20270128T080000Z=37884e243ad5 20270204T080000Z=20270204T080000Z=3a8434f1119c 20270211T080000Z=20270211T080000Z=7c47613d6486','2027-01-21 08:00:00',1,'rut@vardcentralen.example','samverk+b3oyga43zbfeb5fv66esmzr3yua7hyl7b5n6chf@lingon.example','<a3bdf644-b479-4631-92b2-07dbceb7ef30@lingon.example>','Kallelse: LSG Lingonby, varje torsdag kl. 09.00–10.00, till och med 11 februari 2027',X'','Hej!

Cilla Citronfjäril kallar till LSG Lingonby.

När: Varje torsdag kl. 09.00–10.00, till och med 11 februari 2027, svensk tid
Nästa möte: torsdag 21 januari 2027 kl. 09.00–10.00 (v. 3)
Sista mötet: torsdag 11 februari 2027 (v. 6)
Var: Sessionssalen

Dagordning: 
– Laget runt
– Nästa möte

Svara för alla tillfällen, eller för ett i taget: [din personliga länk]

Frågor: Cilla Citronfjäril, telefon 070-174 06 05.
','sent','2026-12-22 11:00:00.366865','2026-12-22 11:00:00.342415','2027-02-11 08:00:00',1,NULL,'17846c756bd543839a55c174dd2acc3a','local','2026-12-22 11:00:00.486178',1,NULL,'28b03b276258481b971e83b5d5443ffa',NULL,7,'d5a68f137fb44783a91cd8c75290a537');
INSERT INTO "notifications_outboxmessage" VALUES('5516b38fc9c143128d9a4fe90cc58f6e',1,'invitation','REQUEST',0,'2:20270121T080000Z=20270121T080000Z=b8423bbe7b15 20270128T080000Z=20270128T080000Z=37884e243ad5 20270204T080000Z=20270204T080000Z=3a8434f1119c 20270211T080000Z=20270211T080000Z=7c47613d6486','2027-01-21 08:00:00',1,'bo@af.example','samverk+bkullhd6jyfbrfdm2j7uqzrmpnyfwmrjyou4b57@lingon.example','<3cb0c8fe-dada-4c38-beb7-eb8afa958cac@lingon.example>','Kallelse: LSG Lingonby, varje torsdag kl. 09.00–10.00, till och med 11 februari 2027',X'','Hej!

Cilla Citronfjäril kallar till LSG Lingonby.

När: Varje torsdag kl. 09.00–10.00, till och med 11 februari 2027, svensk tid
Nästa möte: torsdag 21 januari 2027 kl. 09.00–10.00 (v. 3)
Sista mötet: torsdag 11 februari 2027 (v. 6)
Var: Sessionssalen

Dagordning: 
– Laget runt
– Nästa möte

Svara för alla tillfällen, eller för ett i taget: [din personliga länk]

Frågor: Cilla Citronfjäril, telefon 070-174 06 05.
','sent','2026-12-22 11:00:00.366875','2026-12-22 11:00:00.343696','2027-02-11 08:00:00',1,NULL,'17846c756bd543839a55c174dd2acc3a','local','2026-12-22 11:00:00.486178',1,NULL,'28b03b276258481b971e83b5d5443ffa',NULL,8,'d5a68f137fb44783a91cd8c75290a537');
INSERT INTO "notifications_outboxmessage" VALUES('f32d35d1dd0d48fdbc107b129cbc7875',1,'invitation','REQUEST',0,'2:20270121T080000Z=20270121T080000Z=b8423bbe7b15 20270128T080000Z=20270128T080000Z=37884e243ad5 20270204T080000Z=20270204T080000Z=3a8434f1119c 20270211T080000Z=20270211T080000Z=7c47613d6486','2027-01-21 08:00:00',1,'frida@fk.example','samverk+b6mwtluo5bvep3paqpmjjzpdyouawltluxryymm@lingon.example','<c3df1f25-55f1-4fed-a041-64c4db326c6c@lingon.example>','Kallelse: LSG Lingonby, varje torsdag kl. 09.00–10.00, till och med 11 februari 2027',X'','Hej!

Cilla Citronfjäril kallar till LSG Lingonby.

När: Varje torsdag kl. 09.00–10.00, till och med 11 februari 2027, svensk tid
Nästa möte: torsdag 21 januari 2027 kl. 09.00–10.00 (v. 3)
Sista mötet: torsdag 11 februari 2027 (v. 6)
Var: Sessionssalen

Dagordning: 
– Laget runt
– Nästa möte

Svara för alla tillfällen, eller för ett i taget: [din personliga länk]

Frågor: Cilla Citronfjäril, telefon 070-174 06 05.
','sent','2026-12-22 11:00:00.366878','2026-12-22 11:00:00.344519','2027-02-11 08:00:00',1,NULL,'17846c756bd543839a55c174dd2acc3a','local','2026-12-22 11:00:00.486178',1,NULL,'28b03b276258481b971e83b5d5443ffa',NULL,9,'d5a68f137fb44783a91cd8c75290a537');
INSERT INTO "notifications_outboxmessage" VALUES('1fb6dd2972504da097548ccc0957930d',1,'invitation','REQUEST',0,'2:20270121T080000Z=20270121T080000Z=b8423bbe7b15 20270128T080000Z=20270128T080000Z=37884e243ad5 20270204T080000Z=20270204T080000Z=3a8434f1119c 20270211T080000Z=20270211T080000Z=7c47613d6486','2027-01-21 08:00:00',1,'anna@bistand.example','samverk+bd63n2klskbg2bf2urtgasv4tbuw6xprlmbsf3u@lingon.example','<b7bd296a-71ed-4baf-8407-35ec92ee4a75@lingon.example>','Kallelse: LSG Lingonby, varje torsdag kl. 09.00–10.00, till och med 11 februari 2027',X'','Hej!

Cilla Citronfjäril kallar till LSG Lingonby.

När: Varje torsdag kl. 09.00–10.00, till och med 11 februari 2027, svensk tid
Nästa möte: torsdag 21 januari 2027 kl. 09.00–10.00 (v. 3)
Sista mötet: torsdag 11 februari 2027 (v. 6)
Var: Sessionssalen

Dagordning: 
– Laget runt
– Nästa möte

Svara för alla tillfällen, eller för ett i taget: [din personliga länk]

Frågor: Cilla Citronfjäril, telefon 070-174 06 05.
','sent','2026-12-22 11:00:00.366881','2026-12-22 11:00:00.344903','2027-02-11 08:00:00',1,NULL,'17846c756bd543839a55c174dd2acc3a','local','2026-12-22 11:00:00.486178',1,NULL,'28b03b276258481b971e83b5d5443ffa',NULL,10,'d5a68f137fb44783a91cd8c75290a537');
INSERT INTO "notifications_outboxmessage" VALUES('30b9b3517be842498acf7fea146c40e4',1,'invitation','REQUEST',0,'2:20270121T080000Z=20270121T080000Z=b8423bbe7b15 20270128T080000Z=20270128T080000Z=37884e243ad5 20270204T080000Z=20270204T080000Z=3a8434f1119c 20270211T080000Z=20270211T080000Z=7c47613d6486','2027-01-21 08:00:00',1,'cilla@lingon.example','samverk+bgc43gul35bbetcwpp7vbi3ca4qyjfmjpxnkjau@lingon.example','<1cbde01b-c576-49d7-a97e-dff119bc2bc1@lingon.example>','Kallelse: LSG Lingonby, varje torsdag kl. 09.00–10.00, till och med 11 februari 2027',X'','Hej!

Cilla Citronfjäril kallar till LSG Lingonby.

När: Varje torsdag kl. 09.00–10.00, till och med 11 februari 2027, svensk tid
Nästa möte: torsdag 21 januari 2027 kl. 09.00–10.00 (v. 3)
Sista mötet: torsdag 11 februari 2027 (v. 6)
Var: Sessionssalen

Dagordning: 
– Laget runt
– Nästa möte

Svara för alla tillfällen, eller för ett i taget: [din personliga länk]

Frågor: Cilla Citronfjäril, telefon 070-174 06 05.
','sent','2026-12-22 11:00:00.366883','2026-12-22 11:00:00.345339','2027-02-11 08:00:00',1,NULL,'17846c756bd543839a55c174dd2acc3a','local','2026-12-22 11:00:00.486178',1,NULL,'28b03b276258481b971e83b5d5443ffa',NULL,11,'d5a68f137fb44783a91cd8c75290a537');
INSERT INTO "notifications_outboxmessage" VALUES('d249f6e34e354844a79b03dcb83124ac',1,'invitation','REQUEST',0,'2:-=20270202T120000Z=f6d7d6728e9f','2027-02-02 12:00:00',1,'cilla@lingon.example','samverk+b2je7ny2ogveejj43apolqmjevq7kq7ysu4xfki@lingon.example','<c0c5c098-55db-4699-8f60-5c2e9ae516c1@lingon.example>','Kallelse: LSG Lingonby 2 februari 2027 kl. 13.00',X'','Hej!

Cilla Citronfjäril kallar till LSG Lingonby.

När: tisdag 2 februari 2027 kl. 13.00–15.00 svensk tid (vecka 5)
Var: Sessionssalen
Dagordning: 
– Laget runt
– Nästa möte

Svara senast onsdag 27 januari 2027: [din personliga länk]
Kan du inte komma? Ange en ersättare i ditt svar.
','sent','2026-12-22 11:00:00.569335','2026-12-22 11:00:00.567748','2027-02-02 12:00:00',1,NULL,'711a3ae2fe2742dc9a5df9f748a74377','local','2026-12-22 11:00:00.620289',1,'7079fca2a7444025875e8e5cfab4b882','15468063929648afb1d57bd8657b1f0d',NULL,12,NULL);
INSERT INTO "notifications_outboxmessage" VALUES('757868b1e46043e484d01dbb010a9b1d',1,'invitation','REQUEST',0,'2:-=20270202T120000Z=f6d7d6728e9f','2027-02-02 12:00:00',1,'anna@bistand.example','samverk+bov4grmpembb6jbgqdw5qccu3duohgrvyy4dew2@lingon.example','<95911c9e-b694-4609-9073-c9a7283ed26e@lingon.example>','Kallelse: LSG Lingonby 2 februari 2027 kl. 13.00',X'','Hej!

Cilla Citronfjäril kallar till LSG Lingonby.

När: tisdag 2 februari 2027 kl. 13.00–15.00 svensk tid (vecka 5)
Var: Sessionssalen
Dagordning: 
– Laget runt
– Nästa möte

Svara senast onsdag 27 januari 2027: [din personliga länk]
Kan du inte komma? Ange en ersättare i ditt svar.
','sent','2026-12-22 11:00:00.569339','2026-12-22 11:00:00.568342','2027-02-02 12:00:00',1,NULL,'711a3ae2fe2742dc9a5df9f748a74377','local','2026-12-22 11:00:00.620289',1,'f0ad546a7cde4f828ed5405e2d15c6c4','15468063929648afb1d57bd8657b1f0d',NULL,13,NULL);
INSERT INTO "notifications_outboxmessage" VALUES('ebe8302555f24a4895bf15abc5a5a0a5',1,'invitation','REQUEST',0,'2:-=20270202T120000Z=f6d7d6728e9f','2027-02-02 12:00:00',1,'bo@af.example','samverk+b5pudajkv6jferfn7cwv4ljnauusf3h5i2dnp5d@lingon.example','<8a0440f1-91ef-4ae7-b15d-394130a637e9@lingon.example>','Kallelse: LSG Lingonby 2 februari 2027 kl. 13.00',X'','Hej!

Cilla Citronfjäril kallar till LSG Lingonby.

När: tisdag 2 februari 2027 kl. 13.00–15.00 svensk tid (vecka 5)
Var: Sessionssalen
Dagordning: 
– Laget runt
– Nästa möte

Svara senast onsdag 27 januari 2027: [din personliga länk]
Kan du inte komma? Ange en ersättare i ditt svar.
','sent','2026-12-22 11:00:00.569342','2026-12-22 11:00:00.568532','2027-02-02 12:00:00',1,NULL,'711a3ae2fe2742dc9a5df9f748a74377','local','2026-12-22 11:00:00.620289',1,'4f03c11c9f6142e48396ad1d71aacf0a','15468063929648afb1d57bd8657b1f0d',NULL,14,NULL);
INSERT INTO "notifications_outboxmessage" VALUES('0280c4380d5e40059e38771e71802c53',1,'invitation','REQUEST',0,'2:-=20270202T120000Z=f6d7d6728e9f','2027-02-02 12:00:00',1,'frida@fk.example','samverk+bakamioanlzaalhryo4phdabmkm2y4xptv24n6u@lingon.example','<a728321e-2953-45c6-a107-ccd29f1b4e34@lingon.example>','Kallelse: LSG Lingonby 2 februari 2027 kl. 13.00',X'','Hej!

Cilla Citronfjäril kallar till LSG Lingonby.

När: tisdag 2 februari 2027 kl. 13.00–15.00 svensk tid (vecka 5)
Var: Sessionssalen
Dagordning: 
– Laget runt
– Nästa möte

Svara senast onsdag 27 januari 2027: [din personliga länk]
Kan du inte komma? Ange en ersättare i ditt svar.
','sent','2026-12-22 11:00:00.569344','2026-12-22 11:00:00.568678','2027-02-02 12:00:00',1,NULL,'711a3ae2fe2742dc9a5df9f748a74377','local','2026-12-22 11:00:00.620289',1,'b587594798cb4c65aead4daf1fe5fc72','15468063929648afb1d57bd8657b1f0d',NULL,15,NULL);
INSERT INTO "notifications_outboxmessage" VALUES('9bdbd0ac54a34bb3bdf9b9c45f7b9c79',1,'invitation','REQUEST',0,'2:-=20270202T120000Z=f6d7d6728e9f','2027-02-02 12:00:00',1,'rut@vardcentralen.example','samverk+btpn5blcuunf3hppzxhcf6644pe5bbkcaysycnk@lingon.example','<1be485ad-1ed7-4300-920d-69b72cca09fa@lingon.example>','Kallelse: LSG Lingonby 2 februari 2027 kl. 13.00',X'','Hej!

Cilla Citronfjäril kallar till LSG Lingonby.

När: tisdag 2 februari 2027 kl. 13.00–15.00 svensk tid (vecka 5)
Var: Sessionssalen
Dagordning: 
– Laget runt
– Nästa möte

Svara senast onsdag 27 januari 2027: [din personliga länk]
Kan du inte komma? Ange en ersättare i ditt svar.
','sent','2026-12-22 11:00:00.569346','2026-12-22 11:00:00.568813','2027-02-02 12:00:00',1,NULL,'711a3ae2fe2742dc9a5df9f748a74377','local','2026-12-22 11:00:00.620289',1,'0236fbaa892b428e92c586c346e20869','15468063929648afb1d57bd8657b1f0d',NULL,16,NULL);
INSERT INTO "notifications_outboxmessage" VALUES('a87e1544b5394c258a21f6cfe07b34a7',2,'moved','REQUEST',1,'2:-=20270202T130000Z=ceac2dde4efc','2027-02-02 13:00:00',2,'cilla@lingon.example','samverk+bvb7bkrfvhfgclcrb63h6a6zuu45wcwq4bdrufb@lingon.example','<c7895afa-5a39-4869-ba6b-14505e6f4048@lingon.example>','Ny tid: LSG Lingonby 2 februari 2027 kl. 14.00',X'46726F6D3A2053616D7665726B204C696E676F6E6279203C73616D7665726B406C696E676F6E2E6578616D706C653E0D0A546F3A203D3F7574662D383F623F51326C736247456751326C30636D39755A6D724470484A7062413D3D3F3D0D0A203C63696C6C61406C696E676F6E2E6578616D706C653E0D0A5375626A6563743A204E79207469643A204C5347204C696E676F6E627920322066656272756172692032303237206B6C2E2031342E30300D0A446174653A205475652C2032322044656320323032362031313A30303A3030202B303030300D0A4D6573736167652D49443A203C63373839356166612D356133392D343836392D626136622D313435303565366634303438406C696E676F6E2E6578616D706C653E0D0A496E2D5265706C792D546F3A203C63306335633039382D353564622D343639392D386636302D356332653961653531366331406C696E676F6E2E6578616D706C653E0D0A5265666572656E6365733A203C63306335633039382D353564622D343639392D386636302D356332653961653531366331406C696E676F6E2E6578616D706C653E0D0A4D494D452D56657273696F6E3A20312E300D0A436F6E74656E742D4C616E67756167653A2073760D0A4175746F2D5375626D69747465643A206175746F2D67656E6572617465640D0A582D4175746F2D526573706F6E73652D53757070726573733A204F4F462C204175746F5265706C790D0A436F6E74656E742D547970653A206D756C7469706172742F6D697865643B20626F756E646172793D223D5F73616D7665726B5F6D69786564220D0A0D0A2D2D3D5F73616D7665726B5F6D697865640D0A436F6E74656E742D547970653A206D756C7469706172742F616C7465726E61746976653B20626F756E646172793D223D5F73616D7665726B5F616C7465726E6174697665220D0A0D0A2D2D3D5F73616D7665726B5F616C7465726E61746976650D0A436F6E74656E742D547970653A20746578742F706C61696E3B20636861727365743D7574662D380D0A436F6E74656E742D5472616E736665722D456E636F64696E673A2071756F7465642D7072696E7461626C650D0A0D0A48656A210D0A0D0A4D3D43333D4236746574203D43333D41347220666C79747461742066723D43333D41356E2074697364616720322066656272756172692032303237206B6C2E2031332E30302074696C6C203D0D0A74697364616720322066656272756172692032303237206B6C2E2031342E30302E20537661726120703D43333D4135206E7974742E0D0A0D0A43696C6C6120436974726F6E666A3D43333D413472696C206B616C6C61722074696C6C204C5347204C696E676F6E62792E0D0A0D0A4E3D43333D4134723A2074697364616720322066656272756172692032303237206B6C2E2031342E30303D45323D38303D393331362E3030207376656E736B2074696420287665636B61203D0D0A35290D0A5661723A2053657373696F6E7373616C656E0D0A4461676F72646E696E673A3D32300D0A3D45323D38303D3933204C616765742072756E740D0A3D45323D38303D3933204E3D43333D4134737461206D3D43333D423674650D0A0D0A53766172612073656E617374206F6E73646167203237206A616E7561726920323032373A20687474703A2F2F3132372E302E302E313A383030302F737661722F63486E386F7164455143573D0D0A48586F35632D7253346772587044644F73616B766A55576D4E795239536934772F0D0A4B616E20647520696E7465206B6F6D6D613F20416E676520656E206572733D43333D413474746172652069206469747420737661722E0D0A0D0A2D2D3D5F73616D7665726B5F616C7465726E61746976650D0A436F6E74656E742D547970653A20746578742F68746D6C3B20636861727365743D7574662D380D0A436F6E74656E742D5472616E736665722D456E636F64696E673A2071756F7465642D7072696E7461626C650D0A0D0A3C21444F43545950452068746D6C3E0D0A3C68746D6C206C616E673D3344227376223E0D0A3C686561643E3C6D65746120636861727365743D3344227574662D38223E3C7469746C653E4E79207469643A204C5347204C696E676F6E627920322066656272756172692032303237206B3D0D0A6C2E2031342E30303C2F7469746C653E3C2F686561643E0D0A3C626F6479207374796C653D3344226D617267696E3A303B70616464696E673A313670783B666F6E743A313670782F312E3520275365676F65205549272C417269616C2C73616E732D73653D0D0A7269663B636F6C6F723A23316632613330223E0D0A3C646976207374796C653D3344226D61782D77696474683A3630307078223E0D0A3C703E48656A213C2F703E0D0A3C703E4D3D43333D4236746574203D43333D41347220666C79747461742066723D43333D41356E2074697364616720322066656272756172692032303237206B6C2E2031332E30302074693D0D0A6C6C2074697364616720322066656272756172692032303237206B6C2E2031342E30302E20537661726120703D43333D4135206E7974742E3C2F703E0D0A3C703E43696C6C6120436974726F6E666A3D43333D413472696C206B616C6C61722074696C6C204C5347204C696E676F6E62792E3C2F703E0D0A3C703E4E3D43333D4134723A2074697364616720322066656272756172692032303237206B6C2E2031342E30303D45323D38303D393331362E3030207376656E736B2074696420287665633D0D0A6B612035293C62723E5661723A2053657373696F6E7373616C656E3C62723E4461676F72646E696E673A203C62723E3D45323D38303D3933204C616765742072756E743C62723E3D45323D0D0A3D38303D3933204E3D43333D4134737461206D3D43333D423674653C2F703E0D0A3C703E53766172612073656E617374206F6E73646167203237206A616E7561726920323032373A3C2F703E0D0A3C703E3C6120687265663D334422687474703A2F2F3132372E302E302E313A383030302F737661722F63486E386F71644551435748586F35632D7253346772587044644F73616B766A55573D0D0A6D4E795239536934772F22207374796C653D334422646973706C61793A696E6C696E652D626C6F636B3B70616464696E673A3132707820323070783B6261636B67726F756E643A233137353D0D0A3236623B636F6C6F723A236666666666663B746578742D6465636F726174696F6E3A6E6F6E653B626F726465722D7261646975733A347078223E537661726120703D43333D4135206B616C3D0D0A6C656C73656E3C2F613E3C62723E0D0A3C7370616E207374796C653D334422666F6E742D73697A653A31347078223E687474703A2F2F3132372E302E302E313A383030302F737661722F63486E386F71644551435748586F35632D3D0D0A7253346772587044644F73616B766A55576D4E795239536934772F3C2F7370616E3E3C2F703E0D0A3C703E4B616E20647520696E7465206B6F6D6D613F20416E676520656E206572733D43333D413474746172652069206469747420737661722E3C2F703E0D0A3C2F6469763E0D0A3C2F626F64793E0D0A3C2F68746D6C3E0D0A0D0A2D2D3D5F73616D7665726B5F616C7465726E61746976650D0A436F6E74656E742D547970653A20746578742F63616C656E6461723B206D6574686F643D524551554553543B20636861727365743D7574662D380D0A436F6E74656E742D5472616E736665722D456E636F64696E673A206261736536340D0A0D0A516B564853553436566B4E425445564F5245465344517051556B3945535551364C53387655324674646D56796179387655324674646D5679617938765531594E436C5A46556C4E4A543034360D0A4D69347744517044515578545130464D52547048556B564854314A4A5155344E436B314656456850524470535256465652564E55445170435255644A546A705756456C4E52567050546B554E0D0A436C526153555136525856796233426C4C314E3062324E72614739736251304B516B56485355343655315242546B5242556B514E436B525555315242556C51364D546B334D4445774D6A56550D0A4D444D774D44417744517053556C564D52547047556B565250566C4651564A4D5754744357553150546C5249505445774F304A5A5245465A505330785531554E436C5261546B464E525470440D0A5256514E436C526154305A4755305655526C4A5054546F724D4449774D41304B56467050526B5A5452565255547A6F724D4445774D41304B525535454F6C4E555155354551564A45445170430D0A5255644A546A704551566C4D535564495641304B524652545645465356446F784F5463774D444D794F5651774D6A41774D44414E436C4A53565578464F6B5A535256453957555642556B785A0D0A4F304A5A5455394F564567394D7A744357555242575430744D564E5644517055576B354254555536513056545641304B56467050526B5A5452565247556B394E4F6973774D544177445170550D0A576B3947526C4E46564652504F6973774D6A417744517046546B51365245465A54456C485346514E436B564F5244705756456C4E52567050546B554E436B4A4652306C4F4F6C5A46566B564F0D0A5641304B56556C454F6A6C69595451774F575A684C5759774D7A59744E4755354E433168596A526B4C574E6A4E44646B4E4459304F474E6B4E51304B553056525655564F513055364D51304B0D0A524652545645464E55446F794D4449324D5449794D6C51784D5441774D44466144517050556B6442546B6C615256493751303439496C4E6862585A6C636D736754476C755A323975596E6B690D0A4F6D316861577830627A707A595731325A584A7251477870626D64766269356C654746746347786C4451704256465246546B5246525474445656525A554555395355354553565A4A524656420D0A544474535430784650564A465553315151564A5553554E4A5545464F5644745151564A55553152425644314251304E46554652465244745355315A51505652535655554E43694137513034390D0A496B4E706247786849454E7064484A76626D5A7177365279615777694F6D316861577830627A706A61577873595542736157356E623234755A586868625842735A51304B52465254564546530D0A56447455576B6C4550555631636D39775A5339546447396A61326876624730364D6A41794E7A41794D444A554D5451774D444177445170455645564F52447455576B6C4550555631636D39770D0A5A5339546447396A61326876624730364D6A41794E7A41794D444A554D5459774D444177445170545655314E51564A5A4F6B78545279424D6157356E623235696551304B544539445156524A0D0A543034365532567A63326C76626E4E7A5957786C6267304B5245565451314A4A5546524A5430343653475671495678755847354E77375A305A5851677736527949475A7365585230595851670D0A5A6E4C447057346764476C7A5A47466E494449675A6D5669636E5668636D6B674D6A41794E794272624334674D544D7544516F674D44416764476C736243423061584E6B595763674D69426D0D0A5A574A7964574679615341794D444933494774734C6941784E4334774D43346755335A68636D4567634D4F6C494735356448517558473563626B4E706247786849454E7064484A76626D594E0D0A4369427177365279615777676132467362474679494852706247776754464E4849457870626D6476626D4A354C6C78755847354F773652794F69423061584E6B595763674D69426D5A574A790D0A64574679615341794D444933494774734C6941784E4334774D41304B494F4B416B7A45324C6A417749484E325A57357A61794230615751674B485A6C593274684944557058473557595849360D0A49464E6C63334E706232357A633246735A573563626B52685A3239795A473570626D633649467875346F4354494578685A32563044516F6749484A31626E526362754B416B79424F7736527A0D0A6447456762634F3264475663626C787555335A68636D45676332567559584E3049473975633252685A7941794E7942715957353159584A70494449774D6A633649476830644841364C7938780D0A4D6A634E436941754D4334774C6A45364F4441774D43397A646D46794C324E49626A68766357524655554E58534668764E574D74636C4D305A334A596345526B54334E6861335A71565664740D0A546E6C534F564E704E4863765847354C595734675A485567615735305A51304B4943427262323174595438675157356E5A53426C6269426C636E50447048523059584A6C49476B675A476C300D0A6443427A646D46794C6C7875445170545645465556564D365130394F526B6C535455564544517055556B464F5531413654314242555656464451704454454654557A705156554A4D53554D4E0D0A436B4E5352554655525551364D6A41794E6A45794D6A4A554D5445774D4441775767304B544546545643314E5430524A526B6C4652446F794D4449324D5449794D6C51784D5441774D4446610D0A445170594C55314A51314A50553039475643314452453874516C565457564E5551565256557A704356564E5A445170594C55314A51314A5055303947564331445245387453553555525535450D0A525552545645465556564D36516C56545751304B525535454F6C5A46566B564F5641304B525535454F6C5A4451557846546B52425567304B0D0A0D0A2D2D3D5F73616D7665726B5F616C7465726E61746976652D2D0D0A0D0A2D2D3D5F73616D7665726B5F6D697865640D0A436F6E74656E742D547970653A206170706C69636174696F6E2F6963733B206E616D653D696E766974652E6963730D0A436F6E74656E742D446973706F736974696F6E3A206174746163686D656E743B2066696C656E616D653D696E766974652E6963730D0A436F6E74656E742D5472616E736665722D456E636F64696E673A206261736536340D0A0D0A516B564853553436566B4E425445564F5245465344517051556B3945535551364C53387655324674646D56796179387655324674646D5679617938765531594E436C5A46556C4E4A543034360D0A4D69347744517044515578545130464D52547048556B564854314A4A5155344E436B314656456850524470535256465652564E55445170435255644A546A705756456C4E52567050546B554E0D0A436C526153555136525856796233426C4C314E3062324E72614739736251304B516B56485355343655315242546B5242556B514E436B525555315242556C51364D546B334D4445774D6A56550D0A4D444D774D44417744517053556C564D52547047556B565250566C4651564A4D5754744357553150546C5249505445774F304A5A5245465A505330785531554E436C5261546B464E525470440D0A5256514E436C526154305A4755305655526C4A5054546F724D4449774D41304B56467050526B5A5452565255547A6F724D4445774D41304B525535454F6C4E555155354551564A45445170430D0A5255644A546A704551566C4D535564495641304B524652545645465356446F784F5463774D444D794F5651774D6A41774D44414E436C4A53565578464F6B5A535256453957555642556B785A0D0A4F304A5A5455394F564567394D7A744357555242575430744D564E5644517055576B354254555536513056545641304B56467050526B5A5452565247556B394E4F6973774D544177445170550D0A576B3947526C4E46564652504F6973774D6A417744517046546B51365245465A54456C485346514E436B564F5244705756456C4E52567050546B554E436B4A4652306C4F4F6C5A46566B564F0D0A5641304B56556C454F6A6C69595451774F575A684C5759774D7A59744E4755354E433168596A526B4C574E6A4E44646B4E4459304F474E6B4E51304B553056525655564F513055364D51304B0D0A524652545645464E55446F794D4449324D5449794D6C51784D5441774D44466144517050556B6442546B6C615256493751303439496C4E6862585A6C636D736754476C755A323975596E6B690D0A4F6D316861577830627A707A595731325A584A7251477870626D64766269356C654746746347786C4451704256465246546B5246525474445656525A554555395355354553565A4A524656420D0A544474535430784650564A465553315151564A5553554E4A5545464F5644745151564A55553152425644314251304E46554652465244745355315A51505652535655554E43694137513034390D0A496B4E706247786849454E7064484A76626D5A7177365279615777694F6D316861577830627A706A61577873595542736157356E623234755A586868625842735A51304B52465254564546530D0A56447455576B6C4550555631636D39775A5339546447396A61326876624730364D6A41794E7A41794D444A554D5451774D444177445170455645564F52447455576B6C4550555631636D39770D0A5A5339546447396A61326876624730364D6A41794E7A41794D444A554D5459774D444177445170545655314E51564A5A4F6B78545279424D6157356E623235696551304B544539445156524A0D0A543034365532567A63326C76626E4E7A5957786C6267304B5245565451314A4A5546524A5430343653475671495678755847354E77375A305A5851677736527949475A7365585230595851670D0A5A6E4C447057346764476C7A5A47466E494449675A6D5669636E5668636D6B674D6A41794E794272624334674D544D7544516F674D44416764476C736243423061584E6B595763674D69426D0D0A5A574A7964574679615341794D444933494774734C6941784E4334774D43346755335A68636D4567634D4F6C494735356448517558473563626B4E706247786849454E7064484A76626D594E0D0A4369427177365279615777676132467362474679494852706247776754464E4849457870626D6476626D4A354C6C78755847354F773652794F69423061584E6B595763674D69426D5A574A790D0A64574679615341794D444933494774734C6941784E4334774D41304B494F4B416B7A45324C6A417749484E325A57357A61794230615751674B485A6C593274684944557058473557595849360D0A49464E6C63334E706232357A633246735A573563626B52685A3239795A473570626D633649467875346F4354494578685A32563044516F6749484A31626E526362754B416B79424F7736527A0D0A6447456762634F3264475663626C787555335A68636D45676332567559584E3049473975633252685A7941794E7942715957353159584A70494449774D6A633649476830644841364C7938780D0A4D6A634E436941754D4334774C6A45364F4441774D43397A646D46794C324E49626A68766357524655554E58534668764E574D74636C4D305A334A596345526B54334E6861335A71565664740D0A546E6C534F564E704E4863765847354C595734675A485567615735305A51304B4943427262323174595438675157356E5A53426C6269426C636E50447048523059584A6C49476B675A476C300D0A6443427A646D46794C6C7875445170545645465556564D365130394F526B6C535455564544517055556B464F5531413654314242555656464451704454454654557A705156554A4D53554D4E0D0A436B4E5352554655525551364D6A41794E6A45794D6A4A554D5445774D4441775767304B544546545643314E5430524A526B6C4652446F794D4449324D5449794D6C51784D5441774D4446610D0A445170594C55314A51314A50553039475643314452453874516C565457564E5551565256557A704356564E5A445170594C55314A51314A5055303947564331445245387453553555525535450D0A525552545645465556564D36516C56545751304B525535454F6C5A46566B564F5641304B525535454F6C5A4451557846546B52425567304B0D0A0D0A2D2D3D5F73616D7665726B5F6D697865642D2D0D0A','Hej!

Mötet är flyttat från tisdag 2 februari 2027 kl. 13.00 till tisdag 2 februari 2027 kl. 14.00. Svara på nytt.

Cilla Citronfjäril kallar till LSG Lingonby.

När: tisdag 2 februari 2027 kl. 14.00–16.00 svensk tid (vecka 5)
Var: Sessionssalen
Dagordning: 
– Laget runt
– Nästa möte

Svara senast onsdag 27 januari 2027: [din personliga länk]
Kan du inte komma? Ange en ersättare i ditt svar.
','queued','2026-12-22 11:00:00.678284','2026-12-22 11:00:00.675571','2027-02-02 13:00:00',0,NULL,NULL,'',NULL,1,'7079fca2a7444025875e8e5cfab4b882','15468063929648afb1d57bd8657b1f0d',NULL,12,NULL);
INSERT INTO "notifications_outboxmessage" VALUES('62c1a794027b4a77afda76a30a1259a4',2,'moved','REQUEST',1,'2:-=20270202T130000Z=ceac2dde4efc','2027-02-02 13:00:00',2,'anna@bistand.example','samverk+bmla2pfacpnfhpl62o2rqueszuqdoa45pbcd63s@lingon.example','<127d33c0-eb2b-4270-88e6-b19054ed6c7f@lingon.example>','Ny tid: LSG Lingonby 2 februari 2027 kl. 14.00',X'46726F6D3A2053616D7665726B204C696E676F6E6279203C73616D7665726B406C696E676F6E2E6578616D706C653E0D0A546F3A20416E6E6120416E646C796B74203C616E6E614062697374616E642E6578616D706C653E0D0A5375626A6563743A204E79207469643A204C5347204C696E676F6E627920322066656272756172692032303237206B6C2E2031342E30300D0A446174653A205475652C2032322044656320323032362031313A30303A3030202B303030300D0A4D6573736167652D49443A203C31323764333363302D656232622D343237302D383865362D623139303534656436633766406C696E676F6E2E6578616D706C653E0D0A496E2D5265706C792D546F3A203C39353931316339652D623639342D343630392D393037332D633961373238336564323665406C696E676F6E2E6578616D706C653E0D0A5265666572656E6365733A203C39353931316339652D623639342D343630392D393037332D633961373238336564323665406C696E676F6E2E6578616D706C653E0D0A4D494D452D56657273696F6E3A20312E300D0A436F6E74656E742D4C616E67756167653A2073760D0A4175746F2D5375626D69747465643A206175746F2D67656E6572617465640D0A582D4175746F2D526573706F6E73652D53757070726573733A204F4F462C204175746F5265706C790D0A436F6E74656E742D547970653A206D756C7469706172742F6D697865643B20626F756E646172793D223D5F73616D7665726B5F6D69786564220D0A0D0A2D2D3D5F73616D7665726B5F6D697865640D0A436F6E74656E742D547970653A206D756C7469706172742F616C7465726E61746976653B20626F756E646172793D223D5F73616D7665726B5F616C7465726E6174697665220D0A0D0A2D2D3D5F73616D7665726B5F616C7465726E61746976650D0A436F6E74656E742D547970653A20746578742F706C61696E3B20636861727365743D7574662D380D0A436F6E74656E742D5472616E736665722D456E636F64696E673A2071756F7465642D7072696E7461626C650D0A0D0A48656A210D0A0D0A4D3D43333D4236746574203D43333D41347220666C79747461742066723D43333D41356E2074697364616720322066656272756172692032303237206B6C2E2031332E30302074696C6C203D0D0A74697364616720322066656272756172692032303237206B6C2E2031342E30302E20537661726120703D43333D4135206E7974742E0D0A0D0A43696C6C6120436974726F6E666A3D43333D413472696C206B616C6C61722074696C6C204C5347204C696E676F6E62792E0D0A0D0A4E3D43333D4134723A2074697364616720322066656272756172692032303237206B6C2E2031342E30303D45323D38303D393331362E3030207376656E736B2074696420287665636B61203D0D0A35290D0A5661723A2053657373696F6E7373616C656E0D0A4461676F72646E696E673A3D32300D0A3D45323D38303D3933204C616765742072756E740D0A3D45323D38303D3933204E3D43333D4134737461206D3D43333D423674650D0A0D0A53766172612073656E617374206F6E73646167203237206A616E7561726920323032373A20687474703A2F2F3132372E302E302E313A383030302F737661722F384B3155616E7A6554344B3D0D0A4F315542654C525847784F72424F577438656E6C6A676A78496B7A52357833412F0D0A4B616E20647520696E7465206B6F6D6D613F20416E676520656E206572733D43333D413474746172652069206469747420737661722E0D0A0D0A2D2D3D5F73616D7665726B5F616C7465726E61746976650D0A436F6E74656E742D547970653A20746578742F68746D6C3B20636861727365743D7574662D380D0A436F6E74656E742D5472616E736665722D456E636F64696E673A2071756F7465642D7072696E7461626C650D0A0D0A3C21444F43545950452068746D6C3E0D0A3C68746D6C206C616E673D3344227376223E0D0A3C686561643E3C6D65746120636861727365743D3344227574662D38223E3C7469746C653E4E79207469643A204C5347204C696E676F6E627920322066656272756172692032303237206B3D0D0A6C2E2031342E30303C2F7469746C653E3C2F686561643E0D0A3C626F6479207374796C653D3344226D617267696E3A303B70616464696E673A313670783B666F6E743A313670782F312E3520275365676F65205549272C417269616C2C73616E732D73653D0D0A7269663B636F6C6F723A23316632613330223E0D0A3C646976207374796C653D3344226D61782D77696474683A3630307078223E0D0A3C703E48656A213C2F703E0D0A3C703E4D3D43333D4236746574203D43333D41347220666C79747461742066723D43333D41356E2074697364616720322066656272756172692032303237206B6C2E2031332E30302074693D0D0A6C6C2074697364616720322066656272756172692032303237206B6C2E2031342E30302E20537661726120703D43333D4135206E7974742E3C2F703E0D0A3C703E43696C6C6120436974726F6E666A3D43333D413472696C206B616C6C61722074696C6C204C5347204C696E676F6E62792E3C2F703E0D0A3C703E4E3D43333D4134723A2074697364616720322066656272756172692032303237206B6C2E2031342E30303D45323D38303D393331362E3030207376656E736B2074696420287665633D0D0A6B612035293C62723E5661723A2053657373696F6E7373616C656E3C62723E4461676F72646E696E673A203C62723E3D45323D38303D3933204C616765742072756E743C62723E3D45323D0D0A3D38303D3933204E3D43333D4134737461206D3D43333D423674653C2F703E0D0A3C703E53766172612073656E617374206F6E73646167203237206A616E7561726920323032373A3C2F703E0D0A3C703E3C6120687265663D334422687474703A2F2F3132372E302E302E313A383030302F737661722F384B3155616E7A6554344B4F315542654C525847784F72424F577438656E6C6A676A3D0D0A78496B7A52357833412F22207374796C653D334422646973706C61793A696E6C696E652D626C6F636B3B70616464696E673A3132707820323070783B6261636B67726F756E643A233137353D0D0A3236623B636F6C6F723A236666666666663B746578742D6465636F726174696F6E3A6E6F6E653B626F726465722D7261646975733A347078223E537661726120703D43333D4135206B616C3D0D0A6C656C73656E3C2F613E3C62723E0D0A3C7370616E207374796C653D334422666F6E742D73697A653A31347078223E687474703A2F2F3132372E302E302E313A383030302F737661722F384B3155616E7A6554344B4F315542654C3D0D0A525847784F72424F577438656E6C6A676A78496B7A52357833412F3C2F7370616E3E3C2F703E0D0A3C703E4B616E20647520696E7465206B6F6D6D613F20416E676520656E206572733D43333D413474746172652069206469747420737661722E3C2F703E0D0A3C2F6469763E0D0A3C2F626F64793E0D0A3C2F68746D6C3E0D0A0D0A2D2D3D5F73616D7665726B5F616C7465726E61746976650D0A436F6E74656E742D547970653A20746578742F63616C656E6461723B206D6574686F643D524551554553543B20636861727365743D7574662D380D0A436F6E74656E742D5472616E736665722D456E636F64696E673A206261736536340D0A0D0A516B564853553436566B4E425445564F5245465344517051556B3945535551364C53387655324674646D56796179387655324674646D5679617938765531594E436C5A46556C4E4A543034360D0A4D69347744517044515578545130464D52547048556B564854314A4A5155344E436B314656456850524470535256465652564E55445170435255644A546A705756456C4E52567050546B554E0D0A436C526153555136525856796233426C4C314E3062324E72614739736251304B516B56485355343655315242546B5242556B514E436B525555315242556C51364D546B334D4445774D6A56550D0A4D444D774D44417744517053556C564D52547047556B565250566C4651564A4D5754744357553150546C5249505445774F304A5A5245465A505330785531554E436C5261546B464E525470440D0A5256514E436C526154305A4755305655526C4A5054546F724D4449774D41304B56467050526B5A5452565255547A6F724D4445774D41304B525535454F6C4E555155354551564A45445170430D0A5255644A546A704551566C4D535564495641304B524652545645465356446F784F5463774D444D794F5651774D6A41774D44414E436C4A53565578464F6B5A535256453957555642556B785A0D0A4F304A5A5455394F564567394D7A744357555242575430744D564E5644517055576B354254555536513056545641304B56467050526B5A5452565247556B394E4F6973774D544177445170550D0A576B3947526C4E46564652504F6973774D6A417744517046546B51365245465A54456C485346514E436B564F5244705756456C4E52567050546B554E436B4A4652306C4F4F6C5A46566B564F0D0A5641304B56556C454F6A6C69595451774F575A684C5759774D7A59744E4755354E433168596A526B4C574E6A4E44646B4E4459304F474E6B4E51304B553056525655564F513055364D51304B0D0A524652545645464E55446F794D4449324D5449794D6C51784D5441774D44466144517050556B6442546B6C615256493751303439496C4E6862585A6C636D736754476C755A323975596E6B690D0A4F6D316861577830627A707A595731325A584A7251477870626D64766269356C654746746347786C4451704256465246546B5246525474445656525A554555395355354553565A4A524656420D0A544474535430784650564A465553315151564A5553554E4A5545464F5644745151564A55553152425644314F52555645557931425131524A54303437556C4E575544304E43694255556C56460D0A4F304E4F50534A42626D3568494546755A477835613351694F6D316861577830627A7068626D356851474A7063335268626D51755A586868625842735A51304B5246525456454653564474550D0A576B6C4550555631636D39775A5339546447396A61326876624730364D6A41794E7A41794D444A554D5451774D444177445170455645564F52447455576B6C4550555631636D39775A5339540D0A6447396A61326876624730364D6A41794E7A41794D444A554D5459774D444177445170545655314E51564A5A4F6B78545279424D6157356E623235696551304B544539445156524A543034360D0A5532567A63326C76626E4E7A5957786C6267304B5245565451314A4A5546524A5430343653475671495678755847354E77375A305A5851677736527949475A7365585230595851675A6E4C440D0A7057346764476C7A5A47466E494449675A6D5669636E5668636D6B674D6A41794E794272624334674D544D7544516F674D44416764476C736243423061584E6B595763674D69426D5A574A790D0A64574679615341794D444933494774734C6941784E4334774D43346755335A68636D4567634D4F6C494735356448517558473563626B4E706247786849454E7064484A76626D594E436942710D0A77365279615777676132467362474679494852706247776754464E4849457870626D6476626D4A354C6C78755847354F773652794F69423061584E6B595763674D69426D5A574A79645746790D0A615341794D444933494774734C6941784E4334774D41304B494F4B416B7A45324C6A417749484E325A57357A61794230615751674B485A6C5932746849445570584735575958493649464E6C0D0A63334E706232357A633246735A573563626B52685A3239795A473570626D633649467875346F4354494578685A32563044516F6749484A31626E526362754B416B79424F7736527A644745670D0A62634F3264475663626C787555335A68636D45676332567559584E3049473975633252685A7941794E7942715957353159584A70494449774D6A633649476830644841364C7938784D6A634E0D0A436941754D4334774C6A45364F4441774D43397A646D46794C7A684C4D565668626E706C5644524C547A4656516D564D556C684865453979516B39586444686C626D78715A327034535774360D0A556A56344D3045765847354C595734675A485567615735305A51304B4943427262323174595438675157356E5A53426C6269426C636E50447048523059584A6C49476B675A476C306443427A0D0A646D46794C6C7875445170545645465556564D365130394F526B6C535455564544517055556B464F5531413654314242555656464451704454454654557A705156554A4D53554D4E436B4E530D0A52554655525551364D6A41794E6A45794D6A4A554D5445774D4441775767304B544546545643314E5430524A526B6C4652446F794D4449324D5449794D6C51784D5441774D444661445170590D0A4C55314A51314A50553039475643314452453874516C565457564E5551565256557A704356564E5A445170594C55314A51314A505530394756433144524538745355355552553545525552540D0A5645465556564D36516C56545751304B525535454F6C5A46566B564F5641304B525535454F6C5A4451557846546B52425567304B0D0A0D0A2D2D3D5F73616D7665726B5F616C7465726E61746976652D2D0D0A0D0A2D2D3D5F73616D7665726B5F6D697865640D0A436F6E74656E742D547970653A206170706C69636174696F6E2F6963733B206E616D653D696E766974652E6963730D0A436F6E74656E742D446973706F736974696F6E3A206174746163686D656E743B2066696C656E616D653D696E766974652E6963730D0A436F6E74656E742D5472616E736665722D456E636F64696E673A206261736536340D0A0D0A516B564853553436566B4E425445564F5245465344517051556B3945535551364C53387655324674646D56796179387655324674646D5679617938765531594E436C5A46556C4E4A543034360D0A4D69347744517044515578545130464D52547048556B564854314A4A5155344E436B314656456850524470535256465652564E55445170435255644A546A705756456C4E52567050546B554E0D0A436C526153555136525856796233426C4C314E3062324E72614739736251304B516B56485355343655315242546B5242556B514E436B525555315242556C51364D546B334D4445774D6A56550D0A4D444D774D44417744517053556C564D52547047556B565250566C4651564A4D5754744357553150546C5249505445774F304A5A5245465A505330785531554E436C5261546B464E525470440D0A5256514E436C526154305A4755305655526C4A5054546F724D4449774D41304B56467050526B5A5452565255547A6F724D4445774D41304B525535454F6C4E555155354551564A45445170430D0A5255644A546A704551566C4D535564495641304B524652545645465356446F784F5463774D444D794F5651774D6A41774D44414E436C4A53565578464F6B5A535256453957555642556B785A0D0A4F304A5A5455394F564567394D7A744357555242575430744D564E5644517055576B354254555536513056545641304B56467050526B5A5452565247556B394E4F6973774D544177445170550D0A576B3947526C4E46564652504F6973774D6A417744517046546B51365245465A54456C485346514E436B564F5244705756456C4E52567050546B554E436B4A4652306C4F4F6C5A46566B564F0D0A5641304B56556C454F6A6C69595451774F575A684C5759774D7A59744E4755354E433168596A526B4C574E6A4E44646B4E4459304F474E6B4E51304B553056525655564F513055364D51304B0D0A524652545645464E55446F794D4449324D5449794D6C51784D5441774D44466144517050556B6442546B6C615256493751303439496C4E6862585A6C636D736754476C755A323975596E6B690D0A4F6D316861577830627A707A595731325A584A7251477870626D64766269356C654746746347786C4451704256465246546B5246525474445656525A554555395355354553565A4A524656420D0A544474535430784650564A465553315151564A5553554E4A5545464F5644745151564A55553152425644314F52555645557931425131524A54303437556C4E575544304E43694255556C56460D0A4F304E4F50534A42626D3568494546755A477835613351694F6D316861577830627A7068626D356851474A7063335268626D51755A586868625842735A51304B5246525456454653564474550D0A576B6C4550555631636D39775A5339546447396A61326876624730364D6A41794E7A41794D444A554D5451774D444177445170455645564F52447455576B6C4550555631636D39775A5339540D0A6447396A61326876624730364D6A41794E7A41794D444A554D5459774D444177445170545655314E51564A5A4F6B78545279424D6157356E623235696551304B544539445156524A543034360D0A5532567A63326C76626E4E7A5957786C6267304B5245565451314A4A5546524A5430343653475671495678755847354E77375A305A5851677736527949475A7365585230595851675A6E4C440D0A7057346764476C7A5A47466E494449675A6D5669636E5668636D6B674D6A41794E794272624334674D544D7544516F674D44416764476C736243423061584E6B595763674D69426D5A574A790D0A64574679615341794D444933494774734C6941784E4334774D43346755335A68636D4567634D4F6C494735356448517558473563626B4E706247786849454E7064484A76626D594E436942710D0A77365279615777676132467362474679494852706247776754464E4849457870626D6476626D4A354C6C78755847354F773652794F69423061584E6B595763674D69426D5A574A79645746790D0A615341794D444933494774734C6941784E4334774D41304B494F4B416B7A45324C6A417749484E325A57357A61794230615751674B485A6C5932746849445570584735575958493649464E6C0D0A63334E706232357A633246735A573563626B52685A3239795A473570626D633649467875346F4354494578685A32563044516F6749484A31626E526362754B416B79424F7736527A644745670D0A62634F3264475663626C787555335A68636D45676332567559584E3049473975633252685A7941794E7942715957353159584A70494449774D6A633649476830644841364C7938784D6A634E0D0A436941754D4334774C6A45364F4441774D43397A646D46794C7A684C4D565668626E706C5644524C547A4656516D564D556C684865453979516B39586444686C626D78715A327034535774360D0A556A56344D3045765847354C595734675A485567615735305A51304B4943427262323174595438675157356E5A53426C6269426C636E50447048523059584A6C49476B675A476C306443427A0D0A646D46794C6C7875445170545645465556564D365130394F526B6C535455564544517055556B464F5531413654314242555656464451704454454654557A705156554A4D53554D4E436B4E530D0A52554655525551364D6A41794E6A45794D6A4A554D5445774D4441775767304B544546545643314E5430524A526B6C4652446F794D4449324D5449794D6C51784D5441774D444661445170590D0A4C55314A51314A50553039475643314452453874516C565457564E5551565256557A704356564E5A445170594C55314A51314A505530394756433144524538745355355552553545525552540D0A5645465556564D36516C56545751304B525535454F6C5A46566B564F5641304B525535454F6C5A4451557846546B52425567304B0D0A0D0A2D2D3D5F73616D7665726B5F6D697865642D2D0D0A','Hej!

Mötet är flyttat från tisdag 2 februari 2027 kl. 13.00 till tisdag 2 februari 2027 kl. 14.00. Svara på nytt.

Cilla Citronfjäril kallar till LSG Lingonby.

När: tisdag 2 februari 2027 kl. 14.00–16.00 svensk tid (vecka 5)
Var: Sessionssalen
Dagordning: 
– Laget runt
– Nästa möte

Svara senast onsdag 27 januari 2027: [din personliga länk]
Kan du inte komma? Ange en ersättare i ditt svar.
','queued','2026-12-22 11:00:00.678290','2026-12-22 11:00:00.676254','2027-02-02 13:00:00',0,NULL,NULL,'',NULL,1,'f0ad546a7cde4f828ed5405e2d15c6c4','15468063929648afb1d57bd8657b1f0d',NULL,13,NULL);
INSERT INTO "notifications_outboxmessage" VALUES('a9aa6274de41429c891dce59fc72875b',2,'moved','REQUEST',1,'2:-=20270202T130000Z=ceac2dde4efc','2027-02-02 13:00:00',2,'bo@af.example','samverk+bvgvge5g6ifbjzci5zzm7y4uhlmgwchx4rmlfpp@lingon.example','<77806072-ced0-454e-8a20-eb1cebbf2d48@lingon.example>','Ny tid: LSG Lingonby 2 februari 2027 kl. 14.00',X'46726F6D3A2053616D7665726B204C696E676F6E6279203C73616D7665726B406C696E676F6E2E6578616D706C653E0D0A546F3A203D3F7574662D383F623F516D386751734F6B646D567961477244704778743F3D0D0A203C626F4061662E6578616D706C653E0D0A5375626A6563743A204E79207469643A204C5347204C696E676F6E627920322066656272756172692032303237206B6C2E2031342E30300D0A446174653A205475652C2032322044656320323032362031313A30303A3030202B303030300D0A4D6573736167652D49443A203C37373830363037322D636564302D343534652D386132302D656231636562626632643438406C696E676F6E2E6578616D706C653E0D0A496E2D5265706C792D546F3A203C38613034343066312D393165662D346165372D623135642D333934313330613633376539406C696E676F6E2E6578616D706C653E0D0A5265666572656E6365733A203C38613034343066312D393165662D346165372D623135642D333934313330613633376539406C696E676F6E2E6578616D706C653E0D0A4D494D452D56657273696F6E3A20312E300D0A436F6E74656E742D4C616E67756167653A2073760D0A4175746F2D5375626D69747465643A206175746F2D67656E6572617465640D0A582D4175746F2D526573706F6E73652D53757070726573733A204F4F462C204175746F5265706C790D0A436F6E74656E742D547970653A206D756C7469706172742F6D697865643B20626F756E646172793D223D5F73616D7665726B5F6D69786564220D0A0D0A2D2D3D5F73616D7665726B5F6D697865640D0A436F6E74656E742D547970653A206D756C7469706172742F616C7465726E61746976653B20626F756E646172793D223D5F73616D7665726B5F616C7465726E6174697665220D0A0D0A2D2D3D5F73616D7665726B5F616C7465726E61746976650D0A436F6E74656E742D547970653A20746578742F706C61696E3B20636861727365743D7574662D380D0A436F6E74656E742D5472616E736665722D456E636F64696E673A2071756F7465642D7072696E7461626C650D0A0D0A48656A210D0A0D0A4D3D43333D4236746574203D43333D41347220666C79747461742066723D43333D41356E2074697364616720322066656272756172692032303237206B6C2E2031332E30302074696C6C203D0D0A74697364616720322066656272756172692032303237206B6C2E2031342E30302E20537661726120703D43333D4135206E7974742E0D0A0D0A43696C6C6120436974726F6E666A3D43333D413472696C206B616C6C61722074696C6C204C5347204C696E676F6E62792E0D0A0D0A4E3D43333D4134723A2074697364616720322066656272756172692032303237206B6C2E2031342E30303D45323D38303D393331362E3030207376656E736B2074696420287665636B61203D0D0A35290D0A5661723A2053657373696F6E7373616C656E0D0A4461676F72646E696E673A3D32300D0A3D45323D38303D3933204C616765742072756E740D0A3D45323D38303D3933204E3D43333D4134737461206D3D43333D423674650D0A0D0A53766172612073656E617374206F6E73646167203237206A616E7561726920323032373A20687474703A2F2F3132372E302E302E313A383030302F737661722F54775042484A39685175533D0D0A446C71306463617250436F31537765326D32497877426E536438516B385035632F0D0A4B616E20647520696E7465206B6F6D6D613F20416E676520656E206572733D43333D413474746172652069206469747420737661722E0D0A0D0A2D2D3D5F73616D7665726B5F616C7465726E61746976650D0A436F6E74656E742D547970653A20746578742F68746D6C3B20636861727365743D7574662D380D0A436F6E74656E742D5472616E736665722D456E636F64696E673A2071756F7465642D7072696E7461626C650D0A0D0A3C21444F43545950452068746D6C3E0D0A3C68746D6C206C616E673D3344227376223E0D0A3C686561643E3C6D65746120636861727365743D3344227574662D38223E3C7469746C653E4E79207469643A204C5347204C696E676F6E627920322066656272756172692032303237206B3D0D0A6C2E2031342E30303C2F7469746C653E3C2F686561643E0D0A3C626F6479207374796C653D3344226D617267696E3A303B70616464696E673A313670783B666F6E743A313670782F312E3520275365676F65205549272C417269616C2C73616E732D73653D0D0A7269663B636F6C6F723A23316632613330223E0D0A3C646976207374796C653D3344226D61782D77696474683A3630307078223E0D0A3C703E48656A213C2F703E0D0A3C703E4D3D43333D4236746574203D43333D41347220666C79747461742066723D43333D41356E2074697364616720322066656272756172692032303237206B6C2E2031332E30302074693D0D0A6C6C2074697364616720322066656272756172692032303237206B6C2E2031342E30302E20537661726120703D43333D4135206E7974742E3C2F703E0D0A3C703E43696C6C6120436974726F6E666A3D43333D413472696C206B616C6C61722074696C6C204C5347204C696E676F6E62792E3C2F703E0D0A3C703E4E3D43333D4134723A2074697364616720322066656272756172692032303237206B6C2E2031342E30303D45323D38303D393331362E3030207376656E736B2074696420287665633D0D0A6B612035293C62723E5661723A2053657373696F6E7373616C656E3C62723E4461676F72646E696E673A203C62723E3D45323D38303D3933204C616765742072756E743C62723E3D45323D0D0A3D38303D3933204E3D43333D4134737461206D3D43333D423674653C2F703E0D0A3C703E53766172612073656E617374206F6E73646167203237206A616E7561726920323032373A3C2F703E0D0A3C703E3C6120687265663D334422687474703A2F2F3132372E302E302E313A383030302F737661722F54775042484A3968517553446C71306463617250436F31537765326D32497877426E3D0D0A536438516B385035632F22207374796C653D334422646973706C61793A696E6C696E652D626C6F636B3B70616464696E673A3132707820323070783B6261636B67726F756E643A233137353D0D0A3236623B636F6C6F723A236666666666663B746578742D6465636F726174696F6E3A6E6F6E653B626F726465722D7261646975733A347078223E537661726120703D43333D4135206B616C3D0D0A6C656C73656E3C2F613E3C62723E0D0A3C7370616E207374796C653D334422666F6E742D73697A653A31347078223E687474703A2F2F3132372E302E302E313A383030302F737661722F54775042484A3968517553446C713064633D0D0A617250436F31537765326D32497877426E536438516B385035632F3C2F7370616E3E3C2F703E0D0A3C703E4B616E20647520696E7465206B6F6D6D613F20416E676520656E206572733D43333D413474746172652069206469747420737661722E3C2F703E0D0A3C2F6469763E0D0A3C2F626F64793E0D0A3C2F68746D6C3E0D0A0D0A2D2D3D5F73616D7665726B5F616C7465726E61746976650D0A436F6E74656E742D547970653A20746578742F63616C656E6461723B206D6574686F643D524551554553543B20636861727365743D7574662D380D0A436F6E74656E742D5472616E736665722D456E636F64696E673A206261736536340D0A0D0A516B564853553436566B4E425445564F5245465344517051556B3945535551364C53387655324674646D56796179387655324674646D5679617938765531594E436C5A46556C4E4A543034360D0A4D69347744517044515578545130464D52547048556B564854314A4A5155344E436B314656456850524470535256465652564E55445170435255644A546A705756456C4E52567050546B554E0D0A436C526153555136525856796233426C4C314E3062324E72614739736251304B516B56485355343655315242546B5242556B514E436B525555315242556C51364D546B334D4445774D6A56550D0A4D444D774D44417744517053556C564D52547047556B565250566C4651564A4D5754744357553150546C5249505445774F304A5A5245465A505330785531554E436C5261546B464E525470440D0A5256514E436C526154305A4755305655526C4A5054546F724D4449774D41304B56467050526B5A5452565255547A6F724D4445774D41304B525535454F6C4E555155354551564A45445170430D0A5255644A546A704551566C4D535564495641304B524652545645465356446F784F5463774D444D794F5651774D6A41774D44414E436C4A53565578464F6B5A535256453957555642556B785A0D0A4F304A5A5455394F564567394D7A744357555242575430744D564E5644517055576B354254555536513056545641304B56467050526B5A5452565247556B394E4F6973774D544177445170550D0A576B3947526C4E46564652504F6973774D6A417744517046546B51365245465A54456C485346514E436B564F5244705756456C4E52567050546B554E436B4A4652306C4F4F6C5A46566B564F0D0A5641304B56556C454F6A6C69595451774F575A684C5759774D7A59744E4755354E433168596A526B4C574E6A4E44646B4E4459304F474E6B4E51304B553056525655564F513055364D51304B0D0A524652545645464E55446F794D4449324D5449794D6C51784D5441774D44466144517050556B6442546B6C615256493751303439496C4E6862585A6C636D736754476C755A323975596E6B690D0A4F6D316861577830627A707A595731325A584A7251477870626D64766269356C654746746347786C4451704256465246546B5246525474445656525A554555395355354553565A4A524656420D0A544474535430784650564A465553315151564A5553554E4A5545464F5644745151564A55553152425644314F52555645557931425131524A54303437556C4E575544304E43694255556C56460D0A4F304E4F50534A4362794243773652325A584A6F61734F6B624730694F6D316861577830627A7069623042685A69356C654746746347786C4451704556464E5551564A554F315261535551390D0A525856796233426C4C314E3062324E726147397362546F794D4449334D4449774D6C51784E4441774D44414E436B5255525535454F31526153555139525856796233426C4C314E3062324E720D0A6147397362546F794D4449334D4449774D6C51784E6A41774D44414E436C4E5654553142556C6B3654464E4849457870626D6476626D4A354451704D54304E4256456C50546A70545A584E7A0D0A6157397563334E68624756754451704552564E44556B6C5156456C50546A70495A576F6858473563626B3344746E526C64434444704849675A6D7835644852686443426D63734F6C626942300D0A61584E6B595763674D69426D5A574A7964574679615341794D444933494774734C6941784D79344E436941774D4342306157787349485270633252685A79417949475A6C596E4A3159584A700D0A494449774D6A636761327775494445304C6A41774C694254646D46795953427777365567626E6C3064433563626C787551326C736247456751326C30636D39755A67304B4947724470484A700D0A62434272595778735958496764476C736243424D5530636754476C755A323975596E6B7558473563626B37447048493649485270633252685A79417949475A6C596E4A3159584A70494449770D0A4D6A636761327775494445304C6A417744516F67346F43544D5459754D44416763335A6C626E4E72494852705A43416F646D566A613245674E536C63626C5A68636A6F675532567A63326C760D0A626E4E7A5957786C626C78755247466E62334A6B626D6C755A7A6F6758473769674A4D675447466E5A58514E43694167636E567564467875346F43544945374470484E305953427477375A300D0A5A56787558473554646D46795953427A5A573568633351676232357A5A47466E4944493349477068626E5668636D6B674D6A41794E7A6F676148523063446F764C7A45794E77304B494334770D0A4C6A41754D546F344D4441774C334E325958497656486451516B684B4F57685264564E45624845775A474E68636C4244627A46546432557962544A4A65486443626C4E6B4F4646724F4641310D0A59793963626B74686269426B64534270626E526C44516F67494774766257316850794242626D646C494756754947567963384F6B64485268636D55676153426B6158523049484E32595849750D0A5847344E436C4E5551565256557A70445430354753564A4E5255514E436C52535155355455447050554546525655554E436B4E4D51564E544F6C4256516B784A5177304B51314A46515652460D0A52446F794D4449324D5449794D6C51784D5441774D4442614451704D51564E554C55315052456C47535556454F6A49774D6A59784D6A4979564445784D4441774D566F4E436C677454556C440D0A556B395454305A554C554E455479314356564E5A55315242564656544F6B4A5655316B4E436C677454556C44556B395454305A554C554E455479314A546C5246546B524652464E55515652560D0A557A704356564E5A44517046546B5136566B56575255355544517046546B5136566B4E425445564F5245465344516F3D0D0A0D0A2D2D3D5F73616D7665726B5F616C7465726E61746976652D2D0D0A0D0A2D2D3D5F73616D7665726B5F6D697865640D0A436F6E74656E742D547970653A206170706C69636174696F6E2F6963733B206E616D653D696E766974652E6963730D0A436F6E74656E742D446973706F736974696F6E3A206174746163686D656E743B2066696C656E616D653D696E766974652E6963730D0A436F6E74656E742D5472616E736665722D456E636F64696E673A206261736536340D0A0D0A516B564853553436566B4E425445564F5245465344517051556B3945535551364C53387655324674646D56796179387655324674646D5679617938765531594E436C5A46556C4E4A543034360D0A4D69347744517044515578545130464D52547048556B564854314A4A5155344E436B314656456850524470535256465652564E55445170435255644A546A705756456C4E52567050546B554E0D0A436C526153555136525856796233426C4C314E3062324E72614739736251304B516B56485355343655315242546B5242556B514E436B525555315242556C51364D546B334D4445774D6A56550D0A4D444D774D44417744517053556C564D52547047556B565250566C4651564A4D5754744357553150546C5249505445774F304A5A5245465A505330785531554E436C5261546B464E525470440D0A5256514E436C526154305A4755305655526C4A5054546F724D4449774D41304B56467050526B5A5452565255547A6F724D4445774D41304B525535454F6C4E555155354551564A45445170430D0A5255644A546A704551566C4D535564495641304B524652545645465356446F784F5463774D444D794F5651774D6A41774D44414E436C4A53565578464F6B5A535256453957555642556B785A0D0A4F304A5A5455394F564567394D7A744357555242575430744D564E5644517055576B354254555536513056545641304B56467050526B5A5452565247556B394E4F6973774D544177445170550D0A576B3947526C4E46564652504F6973774D6A417744517046546B51365245465A54456C485346514E436B564F5244705756456C4E52567050546B554E436B4A4652306C4F4F6C5A46566B564F0D0A5641304B56556C454F6A6C69595451774F575A684C5759774D7A59744E4755354E433168596A526B4C574E6A4E44646B4E4459304F474E6B4E51304B553056525655564F513055364D51304B0D0A524652545645464E55446F794D4449324D5449794D6C51784D5441774D44466144517050556B6442546B6C615256493751303439496C4E6862585A6C636D736754476C755A323975596E6B690D0A4F6D316861577830627A707A595731325A584A7251477870626D64766269356C654746746347786C4451704256465246546B5246525474445656525A554555395355354553565A4A524656420D0A544474535430784650564A465553315151564A5553554E4A5545464F5644745151564A55553152425644314F52555645557931425131524A54303437556C4E575544304E43694255556C56460D0A4F304E4F50534A4362794243773652325A584A6F61734F6B624730694F6D316861577830627A7069623042685A69356C654746746347786C4451704556464E5551564A554F315261535551390D0A525856796233426C4C314E3062324E726147397362546F794D4449334D4449774D6C51784E4441774D44414E436B5255525535454F31526153555139525856796233426C4C314E3062324E720D0A6147397362546F794D4449334D4449774D6C51784E6A41774D44414E436C4E5654553142556C6B3654464E4849457870626D6476626D4A354451704D54304E4256456C50546A70545A584E7A0D0A6157397563334E68624756754451704552564E44556B6C5156456C50546A70495A576F6858473563626B3344746E526C64434444704849675A6D7835644852686443426D63734F6C626942300D0A61584E6B595763674D69426D5A574A7964574679615341794D444933494774734C6941784D79344E436941774D4342306157787349485270633252685A79417949475A6C596E4A3159584A700D0A494449774D6A636761327775494445304C6A41774C694254646D46795953427777365567626E6C3064433563626C787551326C736247456751326C30636D39755A67304B4947724470484A700D0A62434272595778735958496764476C736243424D5530636754476C755A323975596E6B7558473563626B37447048493649485270633252685A79417949475A6C596E4A3159584A70494449770D0A4D6A636761327775494445304C6A417744516F67346F43544D5459754D44416763335A6C626E4E72494852705A43416F646D566A613245674E536C63626C5A68636A6F675532567A63326C760D0A626E4E7A5957786C626C78755247466E62334A6B626D6C755A7A6F6758473769674A4D675447466E5A58514E43694167636E567564467875346F43544945374470484E305953427477375A300D0A5A56787558473554646D46795953427A5A573568633351676232357A5A47466E4944493349477068626E5668636D6B674D6A41794E7A6F676148523063446F764C7A45794E77304B494334770D0A4C6A41754D546F344D4441774C334E325958497656486451516B684B4F57685264564E45624845775A474E68636C4244627A46546432557962544A4A65486443626C4E6B4F4646724F4641310D0A59793963626B74686269426B64534270626E526C44516F67494774766257316850794242626D646C494756754947567963384F6B64485268636D55676153426B6158523049484E32595849750D0A5847344E436C4E5551565256557A70445430354753564A4E5255514E436C52535155355455447050554546525655554E436B4E4D51564E544F6C4256516B784A5177304B51314A46515652460D0A52446F794D4449324D5449794D6C51784D5441774D4442614451704D51564E554C55315052456C47535556454F6A49774D6A59784D6A4979564445784D4441774D566F4E436C677454556C440D0A556B395454305A554C554E455479314356564E5A55315242564656544F6B4A5655316B4E436C677454556C44556B395454305A554C554E455479314A546C5246546B524652464E55515652560D0A557A704356564E5A44517046546B5136566B56575255355544517046546B5136566B4E425445564F5245465344516F3D0D0A0D0A2D2D3D5F73616D7665726B5F6D697865642D2D0D0A','Hej!

Mötet är flyttat från tisdag 2 februari 2027 kl. 13.00 till tisdag 2 februari 2027 kl. 14.00. Svara på nytt.

Cilla Citronfjäril kallar till LSG Lingonby.

När: tisdag 2 februari 2027 kl. 14.00–16.00 svensk tid (vecka 5)
Var: Sessionssalen
Dagordning: 
– Laget runt
– Nästa möte

Svara senast onsdag 27 januari 2027: [din personliga länk]
Kan du inte komma? Ange en ersättare i ditt svar.
','queued','2026-12-22 11:00:00.678293','2026-12-22 11:00:00.676535','2027-02-02 13:00:00',0,NULL,NULL,'',NULL,1,'4f03c11c9f6142e48396ad1d71aacf0a','15468063929648afb1d57bd8657b1f0d',NULL,14,NULL);
INSERT INTO "notifications_outboxmessage" VALUES('8004a5d776674334b7f31f743e439d5e',2,'moved','REQUEST',1,'2:-=20270202T130000Z=ceac2dde4efc','2027-02-02 13:00:00',2,'frida@fk.example','samverk+bqacklv3wm5btjn7td52d4q45lynpzvo457f65x@lingon.example','<7c38f332-f8d7-4710-aa57-cf501f055831@lingon.example>','Ny tid: LSG Lingonby 2 februari 2027 kl. 14.00',X'46726F6D3A2053616D7665726B204C696E676F6E6279203C73616D7665726B406C696E676F6E2E6578616D706C653E0D0A546F3A203D3F7574662D383F623F526E4A705A474567526D72447047526C636D31766247343D3F3D0D0A203C667269646140666B2E6578616D706C653E0D0A5375626A6563743A204E79207469643A204C5347204C696E676F6E627920322066656272756172692032303237206B6C2E2031342E30300D0A446174653A205475652C2032322044656320323032362031313A30303A3030202B303030300D0A4D6573736167652D49443A203C37633338663333322D663864372D343731302D616135372D636635303166303535383331406C696E676F6E2E6578616D706C653E0D0A496E2D5265706C792D546F3A203C61373238333231652D323935332D343563362D613130372D636364323966316234653334406C696E676F6E2E6578616D706C653E0D0A5265666572656E6365733A203C61373238333231652D323935332D343563362D613130372D636364323966316234653334406C696E676F6E2E6578616D706C653E0D0A4D494D452D56657273696F6E3A20312E300D0A436F6E74656E742D4C616E67756167653A2073760D0A4175746F2D5375626D69747465643A206175746F2D67656E6572617465640D0A582D4175746F2D526573706F6E73652D53757070726573733A204F4F462C204175746F5265706C790D0A436F6E74656E742D547970653A206D756C7469706172742F6D697865643B20626F756E646172793D223D5F73616D7665726B5F6D69786564220D0A0D0A2D2D3D5F73616D7665726B5F6D697865640D0A436F6E74656E742D547970653A206D756C7469706172742F616C7465726E61746976653B20626F756E646172793D223D5F73616D7665726B5F616C7465726E6174697665220D0A0D0A2D2D3D5F73616D7665726B5F616C7465726E61746976650D0A436F6E74656E742D547970653A20746578742F706C61696E3B20636861727365743D7574662D380D0A436F6E74656E742D5472616E736665722D456E636F64696E673A2071756F7465642D7072696E7461626C650D0A0D0A48656A210D0A0D0A4D3D43333D4236746574203D43333D41347220666C79747461742066723D43333D41356E2074697364616720322066656272756172692032303237206B6C2E2031332E30302074696C6C203D0D0A74697364616720322066656272756172692032303237206B6C2E2031342E30302E20537661726120703D43333D4135206E7974742E0D0A0D0A43696C6C6120436974726F6E666A3D43333D413472696C206B616C6C61722074696C6C204C5347204C696E676F6E62792E0D0A0D0A4E3D43333D4134723A2074697364616720322066656272756172692032303237206B6C2E2031342E30303D45323D38303D393331362E3030207376656E736B2074696420287665636B61203D0D0A35290D0A5661723A2053657373696F6E7373616C656E0D0A4461676F72646E696E673A3D32300D0A3D45323D38303D3933204C616765742072756E740D0A3D45323D38303D3933204E3D43333D4134737461206D3D43333D423674650D0A0D0A53766172612073656E617374206F6E73646167203237206A616E7561726920323032373A20687474703A2F2F3132372E302E302E313A383030302F737661722F7459645A52356A4C5447573D0D0A7572553276482D5838636B6A31706F616268614C6E47737569665A37544D6E492F0D0A4B616E20647520696E7465206B6F6D6D613F20416E676520656E206572733D43333D413474746172652069206469747420737661722E0D0A0D0A2D2D3D5F73616D7665726B5F616C7465726E61746976650D0A436F6E74656E742D547970653A20746578742F68746D6C3B20636861727365743D7574662D380D0A436F6E74656E742D5472616E736665722D456E636F64696E673A2071756F7465642D7072696E7461626C650D0A0D0A3C21444F43545950452068746D6C3E0D0A3C68746D6C206C616E673D3344227376223E0D0A3C686561643E3C6D65746120636861727365743D3344227574662D38223E3C7469746C653E4E79207469643A204C5347204C696E676F6E627920322066656272756172692032303237206B3D0D0A6C2E2031342E30303C2F7469746C653E3C2F686561643E0D0A3C626F6479207374796C653D3344226D617267696E3A303B70616464696E673A313670783B666F6E743A313670782F312E3520275365676F65205549272C417269616C2C73616E732D73653D0D0A7269663B636F6C6F723A23316632613330223E0D0A3C646976207374796C653D3344226D61782D77696474683A3630307078223E0D0A3C703E48656A213C2F703E0D0A3C703E4D3D43333D4236746574203D43333D41347220666C79747461742066723D43333D41356E2074697364616720322066656272756172692032303237206B6C2E2031332E30302074693D0D0A6C6C2074697364616720322066656272756172692032303237206B6C2E2031342E30302E20537661726120703D43333D4135206E7974742E3C2F703E0D0A3C703E43696C6C6120436974726F6E666A3D43333D413472696C206B616C6C61722074696C6C204C5347204C696E676F6E62792E3C2F703E0D0A3C703E4E3D43333D4134723A2074697364616720322066656272756172692032303237206B6C2E2031342E30303D45323D38303D393331362E3030207376656E736B2074696420287665633D0D0A6B612035293C62723E5661723A2053657373696F6E7373616C656E3C62723E4461676F72646E696E673A203C62723E3D45323D38303D3933204C616765742072756E743C62723E3D45323D0D0A3D38303D3933204E3D43333D4134737461206D3D43333D423674653C2F703E0D0A3C703E53766172612073656E617374206F6E73646167203237206A616E7561726920323032373A3C2F703E0D0A3C703E3C6120687265663D334422687474703A2F2F3132372E302E302E313A383030302F737661722F7459645A52356A4C5447577572553276482D5838636B6A31706F616268614C6E47733D0D0A7569665A37544D6E492F22207374796C653D334422646973706C61793A696E6C696E652D626C6F636B3B70616464696E673A3132707820323070783B6261636B67726F756E643A233137353D0D0A3236623B636F6C6F723A236666666666663B746578742D6465636F726174696F6E3A6E6F6E653B626F726465722D7261646975733A347078223E537661726120703D43333D4135206B616C3D0D0A6C656C73656E3C2F613E3C62723E0D0A3C7370616E207374796C653D334422666F6E742D73697A653A31347078223E687474703A2F2F3132372E302E302E313A383030302F737661722F7459645A52356A4C5447577572553276483D0D0A2D5838636B6A31706F616268614C6E47737569665A37544D6E492F3C2F7370616E3E3C2F703E0D0A3C703E4B616E20647520696E7465206B6F6D6D613F20416E676520656E206572733D43333D413474746172652069206469747420737661722E3C2F703E0D0A3C2F6469763E0D0A3C2F626F64793E0D0A3C2F68746D6C3E0D0A0D0A2D2D3D5F73616D7665726B5F616C7465726E61746976650D0A436F6E74656E742D547970653A20746578742F63616C656E6461723B206D6574686F643D524551554553543B20636861727365743D7574662D380D0A436F6E74656E742D5472616E736665722D456E636F64696E673A206261736536340D0A0D0A516B564853553436566B4E425445564F5245465344517051556B3945535551364C53387655324674646D56796179387655324674646D5679617938765531594E436C5A46556C4E4A543034360D0A4D69347744517044515578545130464D52547048556B564854314A4A5155344E436B314656456850524470535256465652564E55445170435255644A546A705756456C4E52567050546B554E0D0A436C526153555136525856796233426C4C314E3062324E72614739736251304B516B56485355343655315242546B5242556B514E436B525555315242556C51364D546B334D4445774D6A56550D0A4D444D774D44417744517053556C564D52547047556B565250566C4651564A4D5754744357553150546C5249505445774F304A5A5245465A505330785531554E436C5261546B464E525470440D0A5256514E436C526154305A4755305655526C4A5054546F724D4449774D41304B56467050526B5A5452565255547A6F724D4445774D41304B525535454F6C4E555155354551564A45445170430D0A5255644A546A704551566C4D535564495641304B524652545645465356446F784F5463774D444D794F5651774D6A41774D44414E436C4A53565578464F6B5A535256453957555642556B785A0D0A4F304A5A5455394F564567394D7A744357555242575430744D564E5644517055576B354254555536513056545641304B56467050526B5A5452565247556B394E4F6973774D544177445170550D0A576B3947526C4E46564652504F6973774D6A417744517046546B51365245465A54456C485346514E436B564F5244705756456C4E52567050546B554E436B4A4652306C4F4F6C5A46566B564F0D0A5641304B56556C454F6A6C69595451774F575A684C5759774D7A59744E4755354E433168596A526B4C574E6A4E44646B4E4459304F474E6B4E51304B553056525655564F513055364D51304B0D0A524652545645464E55446F794D4449324D5449794D6C51784D5441774D44466144517050556B6442546B6C615256493751303439496C4E6862585A6C636D736754476C755A323975596E6B690D0A4F6D316861577830627A707A595731325A584A7251477870626D64766269356C654746746347786C4451704256465246546B5246525474445656525A554555395355354553565A4A524656420D0A544474535430784650564A465553315151564A5553554E4A5545464F5644745151564A55553152425644314F52555645557931425131524A54303437556C4E575544304E43694255556C56460D0A4F304E4F50534A47636D6C6B5953424761734F6B5A475679625739736269493662574670624852764F6D5A796157526851475A724C6D5634595731776247554E436B525555315242556C51370D0A5646704A5244314664584A7663475576553352765932746F623278744F6A49774D6A63774D6A4179564445304D4441774D41304B52465246546B51375646704A5244314664584A76634755760D0A553352765932746F623278744F6A49774D6A63774D6A4179564445324D4441774D41304B5531564E545546535754704D5530636754476C755A323975596E6B4E436B7850513046555355394F0D0A4F6C4E6C63334E706232357A633246735A57344E436B524655304E53535642555355394F4F6B686C61694663626C787554634F3264475630494D4F6B6369426D62486C306447463049475A790D0A7736567549485270633252685A79417949475A6C596E4A3159584A70494449774D6A6367613277754944457A4C67304B49444177494852706247776764476C7A5A47466E494449675A6D56690D0A636E5668636D6B674D6A41794E794272624334674D5451754D44417549464E3259584A684948444470534275655852304C6C7875584735446157787359534244615852796232356D44516F670D0A61734F6B636D6C7349477468624778686369423061577873494578545279424D6157356E6232356965533563626C787554734F6B636A6F6764476C7A5A47466E494449675A6D5669636E56680D0A636D6B674D6A41794E794272624334674D5451754D44414E43694469674A4D784E6934774D43427A646D56756332736764476C6B494368325A574E72595341314B567875566D46794F6942540D0A5A584E7A6157397563334E68624756755847354559576476636D52756157356E4F69426362754B416B79424D5957646C6441304B494342796457353058473769674A4D6754734F6B633352680D0A49473344746E526C58473563626C4E3259584A6849484E6C626D467A64434276626E4E6B595763674D6A6367616D467564574679615341794D4449334F69426F644852774F6938764D5449330D0A44516F674C6A41754D4334784F6A67774D44417663335A686369393057575261556A5671544652485633567956544A32534331594F474E72616A4677623246696147464D626B647A64576C6D0D0A576A64555457354A4C317875533246754947523149476C756447554E43694167613239746257452F494546755A3255675A5734675A584A7A77365230644746795A53427049475270644851670D0A63335A68636935636267304B55315242564656544F6B4E50546B5A4A556B31465241304B56464A42546C4E514F6B3951515646565251304B5130784255314D365546564354456C44445170440D0A556B5642564556454F6A49774D6A59784D6A4979564445784D4441774D466F4E436B7842553151745455394553555A4A525551364D6A41794E6A45794D6A4A554D5445774D4441785767304B0D0A5743314E53554E5354314E50526C5174513052504C554A5655316C545645465556564D36516C56545751304B5743314E53554E5354314E50526C5174513052504C556C4F5645564F524556450D0A55315242564656544F6B4A5655316B4E436B564F5244705752565A46546C514E436B564F524470575130464D525535455156494E43673D3D0D0A0D0A2D2D3D5F73616D7665726B5F616C7465726E61746976652D2D0D0A0D0A2D2D3D5F73616D7665726B5F6D697865640D0A436F6E74656E742D547970653A206170706C69636174696F6E2F6963733B206E616D653D696E766974652E6963730D0A436F6E74656E742D446973706F736974696F6E3A206174746163686D656E743B2066696C656E616D653D696E766974652E6963730D0A436F6E74656E742D5472616E736665722D456E636F64696E673A206261736536340D0A0D0A516B564853553436566B4E425445564F5245465344517051556B3945535551364C53387655324674646D56796179387655324674646D5679617938765531594E436C5A46556C4E4A543034360D0A4D69347744517044515578545130464D52547048556B564854314A4A5155344E436B314656456850524470535256465652564E55445170435255644A546A705756456C4E52567050546B554E0D0A436C526153555136525856796233426C4C314E3062324E72614739736251304B516B56485355343655315242546B5242556B514E436B525555315242556C51364D546B334D4445774D6A56550D0A4D444D774D44417744517053556C564D52547047556B565250566C4651564A4D5754744357553150546C5249505445774F304A5A5245465A505330785531554E436C5261546B464E525470440D0A5256514E436C526154305A4755305655526C4A5054546F724D4449774D41304B56467050526B5A5452565255547A6F724D4445774D41304B525535454F6C4E555155354551564A45445170430D0A5255644A546A704551566C4D535564495641304B524652545645465356446F784F5463774D444D794F5651774D6A41774D44414E436C4A53565578464F6B5A535256453957555642556B785A0D0A4F304A5A5455394F564567394D7A744357555242575430744D564E5644517055576B354254555536513056545641304B56467050526B5A5452565247556B394E4F6973774D544177445170550D0A576B3947526C4E46564652504F6973774D6A417744517046546B51365245465A54456C485346514E436B564F5244705756456C4E52567050546B554E436B4A4652306C4F4F6C5A46566B564F0D0A5641304B56556C454F6A6C69595451774F575A684C5759774D7A59744E4755354E433168596A526B4C574E6A4E44646B4E4459304F474E6B4E51304B553056525655564F513055364D51304B0D0A524652545645464E55446F794D4449324D5449794D6C51784D5441774D44466144517050556B6442546B6C615256493751303439496C4E6862585A6C636D736754476C755A323975596E6B690D0A4F6D316861577830627A707A595731325A584A7251477870626D64766269356C654746746347786C4451704256465246546B5246525474445656525A554555395355354553565A4A524656420D0A544474535430784650564A465553315151564A5553554E4A5545464F5644745151564A55553152425644314F52555645557931425131524A54303437556C4E575544304E43694255556C56460D0A4F304E4F50534A47636D6C6B5953424761734F6B5A475679625739736269493662574670624852764F6D5A796157526851475A724C6D5634595731776247554E436B525555315242556C51370D0A5646704A5244314664584A7663475576553352765932746F623278744F6A49774D6A63774D6A4179564445304D4441774D41304B52465246546B51375646704A5244314664584A76634755760D0A553352765932746F623278744F6A49774D6A63774D6A4179564445324D4441774D41304B5531564E545546535754704D5530636754476C755A323975596E6B4E436B7850513046555355394F0D0A4F6C4E6C63334E706232357A633246735A57344E436B524655304E53535642555355394F4F6B686C61694663626C787554634F3264475630494D4F6B6369426D62486C306447463049475A790D0A7736567549485270633252685A79417949475A6C596E4A3159584A70494449774D6A6367613277754944457A4C67304B49444177494852706247776764476C7A5A47466E494449675A6D56690D0A636E5668636D6B674D6A41794E794272624334674D5451754D44417549464E3259584A684948444470534275655852304C6C7875584735446157787359534244615852796232356D44516F670D0A61734F6B636D6C7349477468624778686369423061577873494578545279424D6157356E6232356965533563626C787554734F6B636A6F6764476C7A5A47466E494449675A6D5669636E56680D0A636D6B674D6A41794E794272624334674D5451754D44414E43694469674A4D784E6934774D43427A646D56756332736764476C6B494368325A574E72595341314B567875566D46794F6942540D0A5A584E7A6157397563334E68624756755847354559576476636D52756157356E4F69426362754B416B79424D5957646C6441304B494342796457353058473769674A4D6754734F6B633352680D0A49473344746E526C58473563626C4E3259584A6849484E6C626D467A64434276626E4E6B595763674D6A6367616D467564574679615341794D4449334F69426F644852774F6938764D5449330D0A44516F674C6A41754D4334784F6A67774D44417663335A686369393057575261556A5671544652485633567956544A32534331594F474E72616A4677623246696147464D626B647A64576C6D0D0A576A64555457354A4C317875533246754947523149476C756447554E43694167613239746257452F494546755A3255675A5734675A584A7A77365230644746795A53427049475270644851670D0A63335A68636935636267304B55315242564656544F6B4E50546B5A4A556B31465241304B56464A42546C4E514F6B3951515646565251304B5130784255314D365546564354456C44445170440D0A556B5642564556454F6A49774D6A59784D6A4979564445784D4441774D466F4E436B7842553151745455394553555A4A525551364D6A41794E6A45794D6A4A554D5445774D4441785767304B0D0A5743314E53554E5354314E50526C5174513052504C554A5655316C545645465556564D36516C56545751304B5743314E53554E5354314E50526C5174513052504C556C4F5645564F524556450D0A55315242564656544F6B4A5655316B4E436B564F5244705752565A46546C514E436B564F524470575130464D525535455156494E43673D3D0D0A0D0A2D2D3D5F73616D7665726B5F6D697865642D2D0D0A','Hej!

Mötet är flyttat från tisdag 2 februari 2027 kl. 13.00 till tisdag 2 februari 2027 kl. 14.00. Svara på nytt.

Cilla Citronfjäril kallar till LSG Lingonby.

När: tisdag 2 februari 2027 kl. 14.00–16.00 svensk tid (vecka 5)
Var: Sessionssalen
Dagordning: 
– Laget runt
– Nästa möte

Svara senast onsdag 27 januari 2027: [din personliga länk]
Kan du inte komma? Ange en ersättare i ditt svar.
','queued','2026-12-22 11:00:00.678296','2026-12-22 11:00:00.676785','2027-02-02 13:00:00',0,NULL,NULL,'',NULL,1,'b587594798cb4c65aead4daf1fe5fc72','15468063929648afb1d57bd8657b1f0d',NULL,15,NULL);
INSERT INTO "notifications_outboxmessage" VALUES('263e36bb75964f8d999f4579af165fcb',2,'moved','REQUEST',1,'2:-=20270202T130000Z=ceac2dde4efc','2027-02-02 13:00:00',2,'rut@vardcentralen.example','samverk+bey7dno3vszhy3gm7iv426fs7zmtwwzbmwbv66m@lingon.example','<97d9553d-7820-420e-a6bf-84695e2ee22f@lingon.example>','Ny tid: LSG Lingonby 2 februari 2027 kl. 14.00',X'46726F6D3A2053616D7665726B204C696E676F6E6279203C73616D7665726B406C696E676F6E2E6578616D706C653E0D0A546F3A205275742052696D66726F737468617474203C727574407661726463656E7472616C656E2E6578616D706C653E0D0A5375626A6563743A204E79207469643A204C5347204C696E676F6E627920322066656272756172692032303237206B6C2E2031342E30300D0A446174653A205475652C2032322044656320323032362031313A30303A3030202B303030300D0A4D6573736167652D49443A203C39376439353533642D373832302D343230652D613662662D383436393565326565323266406C696E676F6E2E6578616D706C653E0D0A496E2D5265706C792D546F3A203C31626534383561642D316564372D343330302D393230642D363962373263636130396661406C696E676F6E2E6578616D706C653E0D0A5265666572656E6365733A203C31626534383561642D316564372D343330302D393230642D363962373263636130396661406C696E676F6E2E6578616D706C653E0D0A4D494D452D56657273696F6E3A20312E300D0A436F6E74656E742D4C616E67756167653A2073760D0A4175746F2D5375626D69747465643A206175746F2D67656E6572617465640D0A582D4175746F2D526573706F6E73652D53757070726573733A204F4F462C204175746F5265706C790D0A436F6E74656E742D547970653A206D756C7469706172742F6D697865643B20626F756E646172793D223D5F73616D7665726B5F6D69786564220D0A0D0A2D2D3D5F73616D7665726B5F6D697865640D0A436F6E74656E742D547970653A206D756C7469706172742F616C7465726E61746976653B20626F756E646172793D223D5F73616D7665726B5F616C7465726E6174697665220D0A0D0A2D2D3D5F73616D7665726B5F616C7465726E61746976650D0A436F6E74656E742D547970653A20746578742F706C61696E3B20636861727365743D7574662D380D0A436F6E74656E742D5472616E736665722D456E636F64696E673A2071756F7465642D7072696E7461626C650D0A0D0A48656A210D0A0D0A4D3D43333D4236746574203D43333D41347220666C79747461742066723D43333D41356E2074697364616720322066656272756172692032303237206B6C2E2031332E30302074696C6C203D0D0A74697364616720322066656272756172692032303237206B6C2E2031342E30302E20537661726120703D43333D4135206E7974742E0D0A0D0A43696C6C6120436974726F6E666A3D43333D413472696C206B616C6C61722074696C6C204C5347204C696E676F6E62792E0D0A0D0A4E3D43333D4134723A2074697364616720322066656272756172692032303237206B6C2E2031342E30303D45323D38303D393331362E3030207376656E736B2074696420287665636B61203D0D0A35290D0A5661723A2053657373696F6E7373616C656E0D0A4461676F72646E696E673A3D32300D0A3D45323D38303D3933204C616765742072756E740D0A3D45323D38303D3933204E3D43333D4134737461206D3D43333D423674650D0A0D0A53766172612073656E617374206F6E73646167203237206A616E7561726920323032373A20687474703A2F2F3132372E302E302E313A383030302F737661722F416A6237716F6B72516F363D0D0A537859624452754949615779485A713574454448514473374B687139497754632F0D0A4B616E20647520696E7465206B6F6D6D613F20416E676520656E206572733D43333D413474746172652069206469747420737661722E0D0A0D0A2D2D3D5F73616D7665726B5F616C7465726E61746976650D0A436F6E74656E742D547970653A20746578742F68746D6C3B20636861727365743D7574662D380D0A436F6E74656E742D5472616E736665722D456E636F64696E673A2071756F7465642D7072696E7461626C650D0A0D0A3C21444F43545950452068746D6C3E0D0A3C68746D6C206C616E673D3344227376223E0D0A3C686561643E3C6D65746120636861727365743D3344227574662D38223E3C7469746C653E4E79207469643A204C5347204C696E676F6E627920322066656272756172692032303237206B3D0D0A6C2E2031342E30303C2F7469746C653E3C2F686561643E0D0A3C626F6479207374796C653D3344226D617267696E3A303B70616464696E673A313670783B666F6E743A313670782F312E3520275365676F65205549272C417269616C2C73616E732D73653D0D0A7269663B636F6C6F723A23316632613330223E0D0A3C646976207374796C653D3344226D61782D77696474683A3630307078223E0D0A3C703E48656A213C2F703E0D0A3C703E4D3D43333D4236746574203D43333D41347220666C79747461742066723D43333D41356E2074697364616720322066656272756172692032303237206B6C2E2031332E30302074693D0D0A6C6C2074697364616720322066656272756172692032303237206B6C2E2031342E30302E20537661726120703D43333D4135206E7974742E3C2F703E0D0A3C703E43696C6C6120436974726F6E666A3D43333D413472696C206B616C6C61722074696C6C204C5347204C696E676F6E62792E3C2F703E0D0A3C703E4E3D43333D4134723A2074697364616720322066656272756172692032303237206B6C2E2031342E30303D45323D38303D393331362E3030207376656E736B2074696420287665633D0D0A6B612035293C62723E5661723A2053657373696F6E7373616C656E3C62723E4461676F72646E696E673A203C62723E3D45323D38303D3933204C616765742072756E743C62723E3D45323D0D0A3D38303D3933204E3D43333D4134737461206D3D43333D423674653C2F703E0D0A3C703E53766172612073656E617374206F6E73646167203237206A616E7561726920323032373A3C2F703E0D0A3C703E3C6120687265663D334422687474703A2F2F3132372E302E302E313A383030302F737661722F416A6237716F6B72516F36537859624452754949615779485A7135744544485144733D0D0A374B687139497754632F22207374796C653D334422646973706C61793A696E6C696E652D626C6F636B3B70616464696E673A3132707820323070783B6261636B67726F756E643A233137353D0D0A3236623B636F6C6F723A236666666666663B746578742D6465636F726174696F6E3A6E6F6E653B626F726465722D7261646975733A347078223E537661726120703D43333D4135206B616C3D0D0A6C656C73656E3C2F613E3C62723E0D0A3C7370616E207374796C653D334422666F6E742D73697A653A31347078223E687474703A2F2F3132372E302E302E313A383030302F737661722F416A6237716F6B72516F365378596244523D0D0A754949615779485A713574454448514473374B687139497754632F3C2F7370616E3E3C2F703E0D0A3C703E4B616E20647520696E7465206B6F6D6D613F20416E676520656E206572733D43333D413474746172652069206469747420737661722E3C2F703E0D0A3C2F6469763E0D0A3C2F626F64793E0D0A3C2F68746D6C3E0D0A0D0A2D2D3D5F73616D7665726B5F616C7465726E61746976650D0A436F6E74656E742D547970653A20746578742F63616C656E6461723B206D6574686F643D524551554553543B20636861727365743D7574662D380D0A436F6E74656E742D5472616E736665722D456E636F64696E673A206261736536340D0A0D0A516B564853553436566B4E425445564F5245465344517051556B3945535551364C53387655324674646D56796179387655324674646D5679617938765531594E436C5A46556C4E4A543034360D0A4D69347744517044515578545130464D52547048556B564854314A4A5155344E436B314656456850524470535256465652564E55445170435255644A546A705756456C4E52567050546B554E0D0A436C526153555136525856796233426C4C314E3062324E72614739736251304B516B56485355343655315242546B5242556B514E436B525555315242556C51364D546B334D4445774D6A56550D0A4D444D774D44417744517053556C564D52547047556B565250566C4651564A4D5754744357553150546C5249505445774F304A5A5245465A505330785531554E436C5261546B464E525470440D0A5256514E436C526154305A4755305655526C4A5054546F724D4449774D41304B56467050526B5A5452565255547A6F724D4445774D41304B525535454F6C4E555155354551564A45445170430D0A5255644A546A704551566C4D535564495641304B524652545645465356446F784F5463774D444D794F5651774D6A41774D44414E436C4A53565578464F6B5A535256453957555642556B785A0D0A4F304A5A5455394F564567394D7A744357555242575430744D564E5644517055576B354254555536513056545641304B56467050526B5A5452565247556B394E4F6973774D544177445170550D0A576B3947526C4E46564652504F6973774D6A417744517046546B51365245465A54456C485346514E436B564F5244705756456C4E52567050546B554E436B4A4652306C4F4F6C5A46566B564F0D0A5641304B56556C454F6A6C69595451774F575A684C5759774D7A59744E4755354E433168596A526B4C574E6A4E44646B4E4459304F474E6B4E51304B553056525655564F513055364D51304B0D0A524652545645464E55446F794D4449324D5449794D6C51784D5441774D44466144517050556B6442546B6C615256493751303439496C4E6862585A6C636D736754476C755A323975596E6B690D0A4F6D316861577830627A707A595731325A584A7251477870626D64766269356C654746746347786C4451704256465246546B5246525474445656525A554555395355354553565A4A524656420D0A544474535430784650564A465553315151564A5553554E4A5545464F5644745151564A55553152425644314F52555645557931425131524A54303437556C4E575544304E43694255556C56460D0A4F304E4F50534A5364585167556D6C745A6E4A766333526F59585230496A707459576C7364473836636E563051485A68636D526A5A573530636D46735A5734755A586868625842735A51304B0D0A524652545645465356447455576B6C4550555631636D39775A5339546447396A61326876624730364D6A41794E7A41794D444A554D5451774D444177445170455645564F52447455576B6C450D0A50555631636D39775A5339546447396A61326876624730364D6A41794E7A41794D444A554D5459774D444177445170545655314E51564A5A4F6B78545279424D6157356E623235696551304B0D0A544539445156524A543034365532567A63326C76626E4E7A5957786C6267304B5245565451314A4A5546524A5430343653475671495678755847354E77375A305A5851677736527949475A730D0A65585230595851675A6E4C447057346764476C7A5A47466E494449675A6D5669636E5668636D6B674D6A41794E794272624334674D544D7544516F674D44416764476C736243423061584E6B0D0A595763674D69426D5A574A7964574679615341794D444933494774734C6941784E4334774D43346755335A68636D4567634D4F6C494735356448517558473563626B4E706247786849454E700D0A64484A76626D594E4369427177365279615777676132467362474679494852706247776754464E4849457870626D6476626D4A354C6C78755847354F773652794F69423061584E6B595763670D0A4D69426D5A574A7964574679615341794D444933494774734C6941784E4334774D41304B494F4B416B7A45324C6A417749484E325A57357A61794230615751674B485A6C59327468494455700D0A584735575958493649464E6C63334E706232357A633246735A573563626B52685A3239795A473570626D633649467875346F4354494578685A32563044516F6749484A31626E526362754B410D0A6B79424F7736527A6447456762634F3264475663626C787555335A68636D45676332567559584E3049473975633252685A7941794E7942715957353159584A70494449774D6A6336494768300D0A644841364C7938784D6A634E436941754D4334774C6A45364F4441774D43397A646D46794C304671596A647862327479555738325533685A596B525364556C4A59566435534670784E5852460D0A5245685252484D33533268784F556C3356474D765847354C595734675A485567615735305A51304B4943427262323174595438675157356E5A53426C6269426C636E50447048523059584A6C0D0A49476B675A476C306443427A646D46794C6C7875445170545645465556564D365130394F526B6C535455564544517055556B464F5531413654314242555656464451704454454654557A70510D0A56554A4D53554D4E436B4E5352554655525551364D6A41794E6A45794D6A4A554D5445774D4441775767304B544546545643314E5430524A526B6C4652446F794D4449324D5449794D6C51780D0A4D5441774D444661445170594C55314A51314A50553039475643314452453874516C565457564E5551565256557A704356564E5A445170594C55314A51314A505530394756433144524538740D0A5355355552553545525552545645465556564D36516C56545751304B525535454F6C5A46566B564F5641304B525535454F6C5A4451557846546B52425567304B0D0A0D0A2D2D3D5F73616D7665726B5F616C7465726E61746976652D2D0D0A0D0A2D2D3D5F73616D7665726B5F6D697865640D0A436F6E74656E742D547970653A206170706C69636174696F6E2F6963733B206E616D653D696E766974652E6963730D0A436F6E74656E742D446973706F736974696F6E3A206174746163686D656E743B2066696C656E616D653D696E766974652E6963730D0A436F6E74656E742D5472616E736665722D456E636F64696E673A206261736536340D0A0D0A516B564853553436566B4E425445564F5245465344517051556B3945535551364C53387655324674646D56796179387655324674646D5679617938765531594E436C5A46556C4E4A543034360D0A4D69347744517044515578545130464D52547048556B564854314A4A5155344E436B314656456850524470535256465652564E55445170435255644A546A705756456C4E52567050546B554E0D0A436C526153555136525856796233426C4C314E3062324E72614739736251304B516B56485355343655315242546B5242556B514E436B525555315242556C51364D546B334D4445774D6A56550D0A4D444D774D44417744517053556C564D52547047556B565250566C4651564A4D5754744357553150546C5249505445774F304A5A5245465A505330785531554E436C5261546B464E525470440D0A5256514E436C526154305A4755305655526C4A5054546F724D4449774D41304B56467050526B5A5452565255547A6F724D4445774D41304B525535454F6C4E555155354551564A45445170430D0A5255644A546A704551566C4D535564495641304B524652545645465356446F784F5463774D444D794F5651774D6A41774D44414E436C4A53565578464F6B5A535256453957555642556B785A0D0A4F304A5A5455394F564567394D7A744357555242575430744D564E5644517055576B354254555536513056545641304B56467050526B5A5452565247556B394E4F6973774D544177445170550D0A576B3947526C4E46564652504F6973774D6A417744517046546B51365245465A54456C485346514E436B564F5244705756456C4E52567050546B554E436B4A4652306C4F4F6C5A46566B564F0D0A5641304B56556C454F6A6C69595451774F575A684C5759774D7A59744E4755354E433168596A526B4C574E6A4E44646B4E4459304F474E6B4E51304B553056525655564F513055364D51304B0D0A524652545645464E55446F794D4449324D5449794D6C51784D5441774D44466144517050556B6442546B6C615256493751303439496C4E6862585A6C636D736754476C755A323975596E6B690D0A4F6D316861577830627A707A595731325A584A7251477870626D64766269356C654746746347786C4451704256465246546B5246525474445656525A554555395355354553565A4A524656420D0A544474535430784650564A465553315151564A5553554E4A5545464F5644745151564A55553152425644314F52555645557931425131524A54303437556C4E575544304E43694255556C56460D0A4F304E4F50534A5364585167556D6C745A6E4A766333526F59585230496A707459576C7364473836636E563051485A68636D526A5A573530636D46735A5734755A586868625842735A51304B0D0A524652545645465356447455576B6C4550555631636D39775A5339546447396A61326876624730364D6A41794E7A41794D444A554D5451774D444177445170455645564F52447455576B6C450D0A50555631636D39775A5339546447396A61326876624730364D6A41794E7A41794D444A554D5459774D444177445170545655314E51564A5A4F6B78545279424D6157356E623235696551304B0D0A544539445156524A543034365532567A63326C76626E4E7A5957786C6267304B5245565451314A4A5546524A5430343653475671495678755847354E77375A305A5851677736527949475A730D0A65585230595851675A6E4C447057346764476C7A5A47466E494449675A6D5669636E5668636D6B674D6A41794E794272624334674D544D7544516F674D44416764476C736243423061584E6B0D0A595763674D69426D5A574A7964574679615341794D444933494774734C6941784E4334774D43346755335A68636D4567634D4F6C494735356448517558473563626B4E706247786849454E700D0A64484A76626D594E4369427177365279615777676132467362474679494852706247776754464E4849457870626D6476626D4A354C6C78755847354F773652794F69423061584E6B595763670D0A4D69426D5A574A7964574679615341794D444933494774734C6941784E4334774D41304B494F4B416B7A45324C6A417749484E325A57357A61794230615751674B485A6C59327468494455700D0A584735575958493649464E6C63334E706232357A633246735A573563626B52685A3239795A473570626D633649467875346F4354494578685A32563044516F6749484A31626E526362754B410D0A6B79424F7736527A6447456762634F3264475663626C787555335A68636D45676332567559584E3049473975633252685A7941794E7942715957353159584A70494449774D6A6336494768300D0A644841364C7938784D6A634E436941754D4334774C6A45364F4441774D43397A646D46794C304671596A647862327479555738325533685A596B525364556C4A59566435534670784E5852460D0A5245685252484D33533268784F556C3356474D765847354C595734675A485567615735305A51304B4943427262323174595438675157356E5A53426C6269426C636E50447048523059584A6C0D0A49476B675A476C306443427A646D46794C6C7875445170545645465556564D365130394F526B6C535455564544517055556B464F5531413654314242555656464451704454454654557A70510D0A56554A4D53554D4E436B4E5352554655525551364D6A41794E6A45794D6A4A554D5445774D4441775767304B544546545643314E5430524A526B6C4652446F794D4449324D5449794D6C51780D0A4D5441774D444661445170594C55314A51314A50553039475643314452453874516C565457564E5551565256557A704356564E5A445170594C55314A51314A505530394756433144524538740D0A5355355552553545525552545645465556564D36516C56545751304B525535454F6C5A46566B564F5641304B525535454F6C5A4451557846546B52425567304B0D0A0D0A2D2D3D5F73616D7665726B5F6D697865642D2D0D0A','Hej!

Mötet är flyttat från tisdag 2 februari 2027 kl. 13.00 till tisdag 2 februari 2027 kl. 14.00. Svara på nytt.

Cilla Citronfjäril kallar till LSG Lingonby.

När: tisdag 2 februari 2027 kl. 14.00–16.00 svensk tid (vecka 5)
Var: Sessionssalen
Dagordning: 
– Laget runt
– Nästa möte

Svara senast onsdag 27 januari 2027: [din personliga länk]
Kan du inte komma? Ange en ersättare i ditt svar.
','sending','2026-12-22 11:00:00.678298','2026-12-22 11:00:00.677082','2027-02-02 13:00:00',0,'2027-01-12 06:31:00.107980','4da43e9e5cb54fa6b9a66f69217d52cb','',NULL,1,'0236fbaa892b428e92c586c346e20869','15468063929648afb1d57bd8657b1f0d',NULL,16,NULL);
CREATE TABLE "notifications_relay" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(200) NOT NULL UNIQUE, "down_since" datetime NULL, "probe_at" datetime NULL, "failures" smallint unsigned NOT NULL CHECK ("failures" >= 0), "code" varchar(12) NOT NULL, "connections" smallint unsigned NOT NULL CHECK ("connections" >= 0), "crowded_at" datetime NULL);
INSERT INTO "notifications_relay" VALUES(1,'lokal brevlåda',NULL,NULL,0,'',1,NULL);
CREATE TABLE "notifications_relaysender" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "token" char(32) NOT NULL UNIQUE, "until" datetime NOT NULL, "relay_id" bigint NOT NULL REFERENCES "notifications_relay" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "notifications_rolemailbox" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(200) NOT NULL UNIQUE, "read_at" datetime NULL, "down_since" datetime NULL, "next_at" datetime NULL, "failures" smallint unsigned NOT NULL CHECK ("failures" >= 0), "code" varchar(20) NOT NULL, "held_until" datetime NULL);
CREATE TABLE "notifications_told" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "address" varchar(254) NOT NULL, "counter" integer unsigned NOT NULL CHECK ("counter" >= 0), "dtstamp" datetime NULL, "time_sequence" integer unsigned NOT NULL CHECK ("time_sequence" >= 0), "queued_method" varchar(8) NOT NULL, "queued_sequence" integer unsigned NOT NULL CHECK ("queued_sequence" >= 0), "queued_starts_at" datetime NULL, "left_method" varchar(8) NOT NULL, "left_sequence" integer unsigned NOT NULL CHECK ("left_sequence" >= 0), "left_digest" text NOT NULL, "left_starts_at" datetime NULL, "is_held" bool NOT NULL, "calendar_object_id" char(32) NOT NULL REFERENCES "notifications_calendarobject" ("uid") DEFERRABLE INITIALLY DEFERRED, "invitation_id" char(32) NULL REFERENCES "booking_invitation" ("id") DEFERRABLE INITIALLY DEFERRED, "instance_sequences" text NOT NULL CHECK ((JSON_VALID("instance_sequences") OR "instance_sequences" IS NULL)), "reply_stamps" text NOT NULL CHECK ((JSON_VALID("reply_stamps") OR "reply_stamps" IS NULL)), "seat_id" bigint NULL REFERENCES "booking_seriesseat" ("id") DEFERRABLE INITIALLY DEFERRED, "queued_digest" text NOT NULL, CONSTRAINT "told_once_per_address" UNIQUE ("calendar_object_id", "address"));
INSERT INTO "notifications_told" VALUES(1,'anna@bistand.example',1,'2026-12-01 08:00:23',0,'REQUEST',0,'2026-12-22 09:00:00','REQUEST',0,'2:-=20261222T090000Z=b3d5e907d3d2','2026-12-22 09:00:00',0,'7938d1ddea3d48e0b883d061910836b6','9218a7005e1f40108cd5c128f9f246cc','{}','{}',NULL,'2:-=20261222T090000Z=b3d5e907d3d2');
INSERT INTO "notifications_told" VALUES(2,'bo@af.example',1,'2026-12-01 08:00:24',0,'REQUEST',0,'2026-12-22 09:00:00','REQUEST',0,'2:-=20261222T090000Z=b3d5e907d3d2','2026-12-22 09:00:00',0,'7938d1ddea3d48e0b883d061910836b6','9fca900ccd304bfdbad8f96c79a754e0','{}','{}',NULL,'2:-=20261222T090000Z=b3d5e907d3d2');
INSERT INTO "notifications_told" VALUES(3,'rut@vardcentralen.example',1,'2026-12-01 08:00:24',0,'REQUEST',0,'2026-12-22 09:00:00','REQUEST',0,'2:-=20261222T090000Z=b3d5e907d3d2','2026-12-22 09:00:00',0,'7938d1ddea3d48e0b883d061910836b6','d0e41cbe8d514df38c4468a9136e1864','{}','{}',NULL,'2:-=20261222T090000Z=b3d5e907d3d2');
INSERT INTO "notifications_told" VALUES(4,'anna@bistand.example',1,'2026-12-22 11:00:00',0,'REQUEST',0,'2027-01-19 08:00:00','REQUEST',0,'2:-=20270119T080000Z=eeb3d1ef0774','2027-01-19 08:00:00',0,'284032022e7f4e9db7414e9f53f1b6bc','202cb9e7f7dc4c9484c9aab851920a3e','{}','{}',NULL,'2:-=20270119T080000Z=eeb3d1ef0774');
INSERT INTO "notifications_told" VALUES(5,'bo@af.example',1,'2026-12-22 11:00:00',0,'REQUEST',0,'2027-01-19 08:00:00','REQUEST',0,'2:-=20270119T080000Z=eeb3d1ef0774','2027-01-19 08:00:00',0,'284032022e7f4e9db7414e9f53f1b6bc','f2923a85deae46938a7b21305b11270f','{}','{}',NULL,'2:-=20270119T080000Z=eeb3d1ef0774');
INSERT INTO "notifications_told" VALUES(6,'rut@vardcentralen.example',1,'2026-12-22 11:00:00',0,'REQUEST',0,'2027-01-19 08:00:00','REQUEST',0,'2:-=20270119T080000Z=eeb3d1ef0774','2027-01-19 08:00:00',0,'284032022e7f4e9db7414e9f53f1b6bc','58d8ece6d5fe48bc836356976f54cdcd','{}','{}',NULL,'2:-=20270119T080000Z=eeb3d1ef0774');
INSERT INTO "notifications_told" VALUES(7,'rut@vardcentralen.example',1,'2026-12-22 11:00:00',0,'REQUEST',0,'2027-01-21 08:00:00','REQUEST',0,'2:20270121T080000Z=20270121T080000Z=b8423bbe7b15 20270128T080000Z=20270128T080000Z=37884e243ad5 20270204T080000Z=20270204T080000Z=3a8434f1119c 20270211T080000Z=20270211T080000Z=7c47613d6486','2027-01-21 08:00:00',0,'fafafeb51f93478aa3094bdfa310faaf',NULL,'{}','{}',5,'2:20270121T080000Z=20270121T080000Z=b8423bbe7b15 20270128T080000Z=20270128T080000Z=37884e243ad5 20270204T080000Z=20270204T080000Z=3a8434f1119c 20270211T080000Z=20270211T080000Z=7c47613d6486');
INSERT INTO "notifications_told" VALUES(8,'bo@af.example',1,'2026-12-22 11:00:00',0,'REQUEST',0,'2027-01-21 08:00:00','REQUEST',0,'2:20270121T080000Z=20270121T080000Z=b8423bbe7b15 20270128T080000Z=20270128T080000Z=37884e243ad5 20270204T080000Z=20270204T080000Z=3a8434f1119c 20270211T080000Z=20270211T080000Z=7c47613d6486','2027-01-21 08:00:00',0,'fafafeb51f93478aa3094bdfa310faaf',NULL,'{}','{}',3,'2:20270121T080000Z=20270121T080000Z=b8423bbe7b15 20270128T080000Z=20270128T080000Z=37884e243ad5 20270204T080000Z=20270204T080000Z=3a8434f1119c 20270211T080000Z=20270211T080000Z=7c47613d6486');
INSERT INTO "notifications_told" VALUES(9,'frida@fk.example',1,'2026-12-22 11:00:00',0,'REQUEST',0,'2027-01-21 08:00:00','REQUEST',0,'2:20270121T080000Z=20270121T080000Z=b8423bbe7b15 20270128T080000Z=20270128T080000Z=37884e243ad5 20270204T080000Z=20270204T080000Z=3a8434f1119c 20270211T080000Z=20270211T080000Z=7c47613d6486','2027-01-21 08:00:00',0,'fafafeb51f93478aa3094bdfa310faaf',NULL,'{}','{}',4,'2:20270121T080000Z=20270121T080000Z=b8423bbe7b15 20270128T080000Z=20270128T080000Z=37884e243ad5 20270204T080000Z=20270204T080000Z=3a8434f1119c 20270211T080000Z=20270211T080000Z=7c47613d6486');
INSERT INTO "notifications_told" VALUES(10,'anna@bistand.example',1,'2026-12-22 11:00:00',0,'REQUEST',0,'2027-01-21 08:00:00','REQUEST',0,'2:20270121T080000Z=20270121T080000Z=b8423bbe7b15 20270128T080000Z=20270128T080000Z=37884e243ad5 20270204T080000Z=20270204T080000Z=3a8434f1119c 20270211T080000Z=20270211T080000Z=7c47613d6486','2027-01-21 08:00:00',0,'fafafeb51f93478aa3094bdfa310faaf',NULL,'{}','{}',2,'2:20270121T080000Z=20270121T080000Z=b8423bbe7b15 20270128T080000Z=20270128T080000Z=37884e243ad5 20270204T080000Z=20270204T080000Z=3a8434f1119c 20270211T080000Z=20270211T080000Z=7c47613d6486');
INSERT INTO "notifications_told" VALUES(11,'cilla@lingon.example',1,'2026-12-22 11:00:00',0,'REQUEST',0,'2027-01-21 08:00:00','REQUEST',0,'2:20270121T080000Z=20270121T080000Z=b8423bbe7b15 20270128T080000Z=20270128T080000Z=37884e243ad5 20270204T080000Z=20270204T080000Z=3a8434f1119c 20270211T080000Z=20270211T080000Z=7c47613d6486','2027-01-21 08:00:00',0,'fafafeb51f93478aa3094bdfa310faaf',NULL,'{}','{}',1,'2:20270121T080000Z=20270121T080000Z=b8423bbe7b15 20270128T080000Z=20270128T080000Z=37884e243ad5 20270204T080000Z=20270204T080000Z=3a8434f1119c 20270211T080000Z=20270211T080000Z=7c47613d6486');
INSERT INTO "notifications_told" VALUES(12,'cilla@lingon.example',2,'2026-12-22 11:00:01',1,'REQUEST',1,'2027-02-02 13:00:00','REQUEST',0,'2:-=20270202T120000Z=f6d7d6728e9f','2027-02-02 12:00:00',0,'9ba409faf0364e94ab4dcc47d4648cd5','7079fca2a7444025875e8e5cfab4b882','{}','{}',NULL,'2:-=20270202T130000Z=ceac2dde4efc');
INSERT INTO "notifications_told" VALUES(13,'anna@bistand.example',2,'2026-12-22 11:00:01',1,'REQUEST',1,'2027-02-02 13:00:00','REQUEST',0,'2:-=20270202T120000Z=f6d7d6728e9f','2027-02-02 12:00:00',0,'9ba409faf0364e94ab4dcc47d4648cd5','f0ad546a7cde4f828ed5405e2d15c6c4','{}','{}',NULL,'2:-=20270202T130000Z=ceac2dde4efc');
INSERT INTO "notifications_told" VALUES(14,'bo@af.example',2,'2026-12-22 11:00:01',1,'REQUEST',1,'2027-02-02 13:00:00','REQUEST',0,'2:-=20270202T120000Z=f6d7d6728e9f','2027-02-02 12:00:00',0,'9ba409faf0364e94ab4dcc47d4648cd5','4f03c11c9f6142e48396ad1d71aacf0a','{}','{}',NULL,'2:-=20270202T130000Z=ceac2dde4efc');
INSERT INTO "notifications_told" VALUES(15,'frida@fk.example',2,'2026-12-22 11:00:01',1,'REQUEST',1,'2027-02-02 13:00:00','REQUEST',0,'2:-=20270202T120000Z=f6d7d6728e9f','2027-02-02 12:00:00',0,'9ba409faf0364e94ab4dcc47d4648cd5','b587594798cb4c65aead4daf1fe5fc72','{}','{}',NULL,'2:-=20270202T130000Z=ceac2dde4efc');
INSERT INTO "notifications_told" VALUES(16,'rut@vardcentralen.example',2,'2026-12-22 11:00:01',1,'REQUEST',1,'2027-02-02 13:00:00','REQUEST',0,'2:-=20270202T120000Z=f6d7d6728e9f','2027-02-02 12:00:00',0,'9ba409faf0364e94ab4dcc47d4648cd5','0236fbaa892b428e92c586c346e20869','{}','{}',NULL,'2:-=20270202T130000Z=ceac2dde4efc');
CREATE UNIQUE INDEX "django_content_type_app_label_model_76bd3d3b_uniq" ON "django_content_type" ("app_label", "model");
CREATE UNIQUE INDEX "auth_group_permissions_group_id_permission_id_0cd325b0_uniq" ON "auth_group_permissions" ("group_id", "permission_id");
CREATE INDEX "auth_group_permissions_group_id_b120cbf9" ON "auth_group_permissions" ("group_id");
CREATE INDEX "auth_group_permissions_permission_id_84c5c92e" ON "auth_group_permissions" ("permission_id");
CREATE UNIQUE INDEX "auth_permission_content_type_id_codename_01ab375a_uniq" ON "auth_permission" ("content_type_id", "codename");
CREATE INDEX "auth_permission_content_type_id_2f476e4b" ON "auth_permission" ("content_type_id");
CREATE INDEX "forums_federation_report_template_c92f4b80" ON "forums_federation" ("report_template");
CREATE UNIQUE INDEX "forums_agreement_parties_agreement_id_party_id_50db58cf_uniq" ON "forums_agreement_parties" ("agreement_id", "party_id");
CREATE INDEX "forums_agreement_parties_agreement_id_46434010" ON "forums_agreement_parties" ("agreement_id");
CREATE INDEX "forums_agreement_parties_party_id_f3b7d6c1" ON "forums_agreement_parties" ("party_id");
CREATE UNIQUE INDEX "forums_forum_party_kinds_forum_id_partykind_id_1dad583e_uniq" ON "forums_forum_party_kinds" ("forum_id", "partykind_id");
CREATE INDEX "forums_forum_party_kinds_forum_id_b5bdd354" ON "forums_forum_party_kinds" ("forum_id");
CREATE INDEX "forums_forum_party_kinds_partykind_id_82ba4e8a" ON "forums_forum_party_kinds" ("partykind_id");
CREATE INDEX "forums_personalias_person_id_8a01c6a1" ON "forums_personalias" ("person_id");
CREATE UNIQUE INDEX "forums_unit_areas_unit_id_area_id_80013e11_uniq" ON "forums_unit_areas" ("unit_id", "area_id");
CREATE INDEX "forums_unit_areas_unit_id_56cdcd67" ON "forums_unit_areas" ("unit_id");
CREATE INDEX "forums_unit_areas_area_id_71e2edff" ON "forums_unit_areas" ("area_id");
CREATE INDEX "forums_decline_forum_id_f3083c10" ON "forums_decline" ("forum_id");
CREATE INDEX "forums_decline_party_id_5775edec" ON "forums_decline" ("party_id");
CREATE INDEX "forums_decline_unit_id_ae60db85" ON "forums_decline" ("unit_id");
CREATE INDEX "forums_area_slug_12e0b6b0" ON "forums_area" ("slug");
CREATE INDEX "forums_area_federation_id_701ba99d" ON "forums_area" ("federation_id");
CREATE UNIQUE INDEX "forum_plan_once" ON "forums_forumplan" ("forum_id", (COALESCE("agreement_id", 0)));
CREATE INDEX "forums_forumplan_agreement_id_96b30412" ON "forums_forumplan" ("agreement_id");
CREATE INDEX "forums_forumplan_forum_id_e932ca14" ON "forums_forumplan" ("forum_id");
CREATE UNIQUE INDEX "template_version_once" ON "forums_meetingtemplate" ("federation_id", (COALESCE("agreement_id", 0)), "slug", "version");
CREATE UNIQUE INDEX "one_current_template" ON "forums_meetingtemplate" ("federation_id", (COALESCE("agreement_id", 0)), "slug") WHERE "is_current";
CREATE INDEX "forums_meetingtemplate_slug_10fa9dac" ON "forums_meetingtemplate" ("slug");
CREATE INDEX "forums_meetingtemplate_agreement_id_2b276908" ON "forums_meetingtemplate" ("agreement_id");
CREATE INDEX "forums_meetingtemplate_area_id_8f8085b7" ON "forums_meetingtemplate" ("area_id");
CREATE INDEX "forums_meetingtemplate_federation_id_290df097" ON "forums_meetingtemplate" ("federation_id");
CREATE UNIQUE INDEX "open_meeting_plan_once" ON "forums_openmeetingplan" ("federation_id", (COALESCE("area_id", 0)), "variant");
CREATE INDEX "forums_openmeetingplan_variant_caf671c2" ON "forums_openmeetingplan" ("variant");
CREATE INDEX "forums_openmeetingplan_area_id_754cd539" ON "forums_openmeetingplan" ("area_id");
CREATE INDEX "forums_openmeetingplan_federation_id_f8015779" ON "forums_openmeetingplan" ("federation_id");
CREATE INDEX "forums_agreement_area_id_efae645f" ON "forums_agreement" ("area_id");
CREATE INDEX "forums_partykind_code_31c007a9" ON "forums_partykind" ("code");
CREATE INDEX "forums_partykind_federation_id_77840946" ON "forums_partykind" ("federation_id");
CREATE INDEX "forums_party_area_id_57b53e77" ON "forums_party" ("area_id");
CREATE INDEX "forums_party_federation_id_8d03e2b1" ON "forums_party" ("federation_id");
CREATE INDEX "forums_party_kind_id_d701247b" ON "forums_party" ("kind_id");
CREATE INDEX "forums_partyrule_code_93078936" ON "forums_partyrule" ("code");
CREATE INDEX "forums_partyrule_when_template_a0ed18ef" ON "forums_partyrule" ("when_template");
CREATE INDEX "forums_partyrule_federation_id_62a3782f" ON "forums_partyrule" ("federation_id");
CREATE INDEX "forums_partyrule_party_kind_id_5c571c48" ON "forums_partyrule" ("party_kind_id");
CREATE UNIQUE INDEX "alias_email_once" ON "forums_personalias" ((LOWER("email")));
CREATE INDEX "forums_role_area_id_51e1ed52" ON "forums_role" ("area_id");
CREATE INDEX "forums_role_federation_id_10f7019d" ON "forums_role" ("federation_id");
CREATE INDEX "forums_role_party_id_48b46556" ON "forums_role" ("party_id");
CREATE INDEX "forums_role_person_id_bed0011e" ON "forums_role" ("person_id");
CREATE UNIQUE INDEX "one_open_role" ON "forums_role" ("person_id", "kind", "federation_id", (COALESCE("area_id", 0)), (COALESCE("party_id", 0))) WHERE "ends_on" IS NULL;
CREATE INDEX "forums_signature_agreement_id_29f9eb8b" ON "forums_signature" ("agreement_id");
CREATE INDEX "forums_signature_party_id_25a19b4e" ON "forums_signature" ("party_id");
CREATE INDEX "forums_placement_person_id_7628980f" ON "forums_placement" ("person_id");
CREATE INDEX "forums_placement_unit_id_de30795e" ON "forums_placement" ("unit_id");
CREATE UNIQUE INDEX "one_open_placement_per_unit" ON "forums_placement" ("person_id", "unit_id") WHERE "ends_on" IS NULL;
CREATE INDEX "forums_membership_forum_id_64b063bf" ON "forums_membership" ("forum_id");
CREATE INDEX "forums_membership_person_id_0f40babd" ON "forums_membership" ("person_id");
CREATE INDEX "forums_membership_party_id_8fcc7857" ON "forums_membership" ("party_id");
CREATE INDEX "forums_membership_unit_id_9cc9033d" ON "forums_membership" ("unit_id");
CREATE UNIQUE INDEX "one_open_seat_per_person" ON "forums_membership" ("forum_id", "person_id") WHERE "ends_on" IS NULL;
CREATE UNIQUE INDEX "decline_once" ON "forums_decline" ("forum_id", "party_id", (COALESCE("unit_id", 0)));
CREATE INDEX "forums_contactpoint_person_id_baea08f4" ON "forums_contactpoint" ("person_id");
CREATE INDEX "forums_contactpoint_unit_id_f23d255d" ON "forums_contactpoint" ("unit_id");
CREATE UNIQUE INDEX "forum_name_once_per_area" ON "forums_forum" ("federation_id", (COALESCE("area_id", 0)), "name");
CREATE INDEX "forums_forum_kind_e1e1279e" ON "forums_forum" ("kind");
CREATE INDEX "forums_forum_area_id_bfee7e4a" ON "forums_forum" ("area_id");
CREATE INDEX "forums_forum_convener_id_55b55687" ON "forums_forum" ("convener_id");
CREATE INDEX "forums_forum_federation_id_6fcaf0d0" ON "forums_forum" ("federation_id");
CREATE INDEX "forums_person_merged_into_id_62a73ad8" ON "forums_person" ("merged_into_id");
CREATE INDEX "forums_unit_party_id_b43af708" ON "forums_unit" ("party_id");
CREATE INDEX "forums_unit_successor_id_45189e56" ON "forums_unit" ("successor_id");
CREATE UNIQUE INDEX "booking_consent_parties_consent_id_party_id_ad4e13a3_uniq" ON "booking_consent_parties" ("consent_id", "party_id");
CREATE INDEX "booking_consent_parties_consent_id_bc259639" ON "booking_consent_parties" ("consent_id");
CREATE INDEX "booking_consent_parties_party_id_ded5ed6f" ON "booking_consent_parties" ("party_id");
CREATE UNIQUE INDEX "booking_consent_units_consent_id_unit_id_417e7399_uniq" ON "booking_consent_units" ("consent_id", "unit_id");
CREATE INDEX "booking_consent_units_consent_id_f9822c0c" ON "booking_consent_units" ("consent_id");
CREATE INDEX "booking_consent_units_unit_id_8112de6c" ON "booking_consent_units" ("unit_id");
CREATE INDEX "booking_correctionnote_area_id_91cb6258" ON "booking_correctionnote" ("area_id");
CREATE INDEX "booking_correctionnote_closed_id_d2aeb9e9" ON "booking_correctionnote" ("closed_id");
CREATE INDEX "booking_correctionnote_written_by_id_3add7b4b" ON "booking_correctionnote" ("written_by_id");
CREATE INDEX "booking_dirtybucket_slug_4d2428ee" ON "booking_dirtybucket" ("slug");
CREATE INDEX "booking_dirtybucket_area_id_0e2340b4" ON "booking_dirtybucket" ("area_id");
CREATE INDEX "booking_dirtybucket_federation_id_38b717b4" ON "booking_dirtybucket" ("federation_id");
CREATE INDEX "booking_figurebucket_slug_606227c5" ON "booking_figurebucket" ("slug");
CREATE INDEX "booking_figurebucket_variant_dc1ee63a" ON "booking_figurebucket" ("variant");
CREATE INDEX "booking_figurebucket_area_id_3248931e" ON "booking_figurebucket" ("area_id");
CREATE INDEX "booking_figurebucket_federation_id_342187bb" ON "booking_figurebucket" ("federation_id");
CREATE INDEX "booking_answerhistory_invitation_id_b46eacaa" ON "booking_answerhistory" ("invitation_id");
CREATE UNIQUE INDEX "booking_meeting_joint_areas_meeting_id_area_id_734ba14d_uniq" ON "booking_meeting_joint_areas" ("meeting_id", "area_id");
CREATE INDEX "booking_meeting_joint_areas_meeting_id_b9e4d983" ON "booking_meeting_joint_areas" ("meeting_id");
CREATE INDEX "booking_meeting_joint_areas_area_id_587113e6" ON "booking_meeting_joint_areas" ("area_id");
CREATE INDEX "booking_meetingevent_what_4e858ed7" ON "booking_meetingevent" ("what");
CREATE INDEX "booking_meetingevent_by_id_4558c3dd" ON "booking_meetingevent" ("by_id");
CREATE INDEX "booking_meetingevent_meeting_id_e5a9bc0d" ON "booking_meetingevent" ("meeting_id");
CREATE INDEX "booking_outcome_registered_by_id_40e89b74" ON "booking_outcome" ("registered_by_id");
CREATE INDEX "booking_outcome_unit_visited_id_6923a867" ON "booking_outcome" ("unit_visited_id");
CREATE INDEX "booking_substitution_original_id_93194897" ON "booking_substitution" ("original_id");
CREATE INDEX "booking_closedhalfyear_closed_by_id_b74d456a" ON "booking_closedhalfyear" ("closed_by_id");
CREATE INDEX "booking_closedhalfyear_federation_id_1379499c" ON "booking_closedhalfyear" ("federation_id");
CREATE INDEX "booking_consent_area_id_c1dbbc4a" ON "booking_consent" ("area_id");
CREATE INDEX "booking_consent_attested_by_id_d94ec694" ON "booking_consent" ("attested_by_id");
CREATE INDEX "dirty_federation_half_year" ON "booking_dirtybucket" ("federation_id", "half_year");
CREATE INDEX "bucket_area_half_year" ON "booking_figurebucket" ("area_id", "half_year");
CREATE INDEX "bucket_federation_half_year" ON "booking_figurebucket" ("federation_id", "half_year");
CREATE UNIQUE INDEX "figure_bucket_once" ON "booking_figurebucket" ("federation_id", (COALESCE("area_id", 0)), "half_year", "slug", "variant");
CREATE INDEX "booking_partypresence_kind_id_4e5df6c9" ON "booking_partypresence" ("kind_id");
CREATE INDEX "booking_partypresence_meeting_id_658d9560" ON "booking_partypresence" ("meeting_id");
CREATE INDEX "booking_requestkey_person_id_0fedc0c2" ON "booking_requestkey" ("person_id");
CREATE UNIQUE INDEX "person_called_once" ON "booking_invitation" ("meeting_id", "person_id") WHERE ("person_id" IS NOT NULL AND "state" = 'live');
CREATE UNIQUE INDEX "unit_called_once" ON "booking_invitation" ("meeting_id", "unit_id") WHERE ("person_id" IS NULL AND "state" = 'live');
CREATE INDEX "booking_invitation_contact_point_id_8d6bf349" ON "booking_invitation" ("contact_point_id");
CREATE INDEX "booking_invitation_party_id_d4dc09ee" ON "booking_invitation" ("party_id");
CREATE INDEX "booking_invitation_person_id_b1f6ea90" ON "booking_invitation" ("person_id");
CREATE INDEX "booking_invitation_unit_id_17f1caea" ON "booking_invitation" ("unit_id");
CREATE INDEX "booking_invitation_meeting_id_177a5ff8" ON "booking_invitation" ("meeting_id");
CREATE INDEX "invitation_person_state" ON "booking_invitation" ("person_id", "state");
CREATE UNIQUE INDEX "meeting_once_per_request" ON "booking_meeting" ("caller_id", "request_key") WHERE NOT ("request_key" = '');
CREATE UNIQUE INDEX "instance_once_per_series" ON "booking_meeting" ("series_id", "recurrence_at") WHERE "series_id" IS NOT NULL;
CREATE INDEX "booking_meeting_variant_0f6f1712" ON "booking_meeting" ("variant");
CREATE INDEX "booking_meeting_area_id_ce3f71f4" ON "booking_meeting" ("area_id");
CREATE INDEX "booking_meeting_called_by_kind_id_ef206e60" ON "booking_meeting" ("called_by_kind_id");
CREATE INDEX "booking_meeting_caller_id_2b4ce21c" ON "booking_meeting" ("caller_id");
CREATE INDEX "booking_meeting_calling_unit_id_ada7ba96" ON "booking_meeting" ("calling_unit_id");
CREATE INDEX "booking_meeting_consent_id_8474a254" ON "booking_meeting" ("consent_id");
CREATE INDEX "booking_meeting_federation_id_578577fc" ON "booking_meeting" ("federation_id");
CREATE INDEX "booking_meeting_forum_id_a276502e" ON "booking_meeting" ("forum_id");
CREATE INDEX "booking_meeting_template_id_a4f656b7" ON "booking_meeting" ("template_id");
CREATE INDEX "booking_meeting_series_id_d970b90c" ON "booking_meeting" ("series_id");
CREATE INDEX "booking_meeting_previous_id_9640dd32" ON "booking_meeting" ("previous_id");
CREATE INDEX "meeting_area_half_year" ON "booking_meeting" ("area_id", "half_year");
CREATE INDEX "meeting_federation_half_year" ON "booking_meeting" ("federation_id", "half_year");
CREATE INDEX "meeting_caller_start" ON "booking_meeting" ("caller_id", "starts_at");
CREATE INDEX "meeting_forum_start" ON "booking_meeting" ("forum_id", "starts_at");
CREATE INDEX "meeting_revised" ON "booking_meeting" ("revised_at");
CREATE INDEX "meeting_state_start" ON "booking_meeting" ("state", "starts_at");
CREATE INDEX "booking_invitation_series_seat_id_64ef450c" ON "booking_invitation" ("series_seat_id");
CREATE INDEX "booking_series_caller_id_a04fc2c5" ON "booking_series" ("caller_id");
CREATE INDEX "booking_series_federation_id_ce8ff775" ON "booking_series" ("federation_id");
CREATE INDEX "booking_series_forum_id_407fcf6c" ON "booking_series" ("forum_id");
CREATE INDEX "booking_series_template_id_268f6b07" ON "booking_series" ("template_id");
CREATE INDEX "booking_series_split_from_id_3c21bdc7" ON "booking_series" ("split_from_id");
CREATE INDEX "series_revised" ON "booking_series" ("revised_at");
CREATE UNIQUE INDEX "series_once_per_request" ON "booking_series" ("caller_id", "request_key") WHERE NOT ("request_key" = '');
CREATE INDEX "booking_seriesseat_party_id_22cda457" ON "booking_seriesseat" ("party_id");
CREATE INDEX "booking_seriesseat_person_id_e4fb427d" ON "booking_seriesseat" ("person_id");
CREATE INDEX "booking_seriesseat_series_id_a70bcf8b" ON "booking_seriesseat" ("series_id");
CREATE INDEX "booking_seriesseat_unit_id_6e5a3374" ON "booking_seriesseat" ("unit_id");
CREATE INDEX "calendar_due" ON "booking_publishedcalendar" ("next_at");
CREATE INDEX "booking_busytime_meeting_id_c02058d3" ON "booking_busytime" ("meeting_id");
CREATE INDEX "booking_busytime_calendar_id_93a56925" ON "booking_busytime" ("calendar_id");
CREATE INDEX "busy_time_calendar_end" ON "booking_busytime" ("calendar_id", "ends_at");
CREATE UNIQUE INDEX "one_open_proposal_per_invitation" ON "booking_counterproposal" ("invitation_id") WHERE "state" = 'open';
CREATE INDEX "booking_counterproposal_decided_by_id_2b2d6cd8" ON "booking_counterproposal" ("decided_by_id");
CREATE INDEX "booking_counterproposal_invitation_id_9608b517" ON "booking_counterproposal" ("invitation_id");
CREATE UNIQUE INDEX "one_open_delegation_per_invitation" ON "booking_delegation" ("invitation_id") WHERE "state" = 'open';
CREATE INDEX "booking_delegation_decided_by_id_57635c98" ON "booking_delegation" ("decided_by_id");
CREATE INDEX "booking_delegation_invitation_id_e8c802a9" ON "booking_delegation" ("invitation_id");
CREATE INDEX "outcome_to_follow_up" ON "booking_outcome" ("follow_up_on") WHERE "follow_up_on" IS NOT NULL;
CREATE INDEX "forums_loginmail_asked_by_id_959a8e49" ON "forums_loginmail" ("asked_by_id");
CREATE INDEX "forums_loginmail_person_id_786d8ba9" ON "forums_loginmail" ("person_id");
CREATE INDEX "login_mail_open" ON "forums_loginmail" ("asked_at") WHERE "settled_at" IS NULL;
CREATE INDEX "login_mail_by_address" ON "forums_loginmail" ("address", "asked_at");
CREATE INDEX "notifications_accesscode_invitation_id_20a0eb9f" ON "notifications_accesscode" ("invitation_id");
CREATE INDEX "notifications_inboundmail_federation_id_0097a1cb" ON "notifications_inboundmail" ("federation_id");
CREATE INDEX "notifications_inboundmail_invitation_id_71f800d0" ON "notifications_inboundmail" ("invitation_id");
CREATE INDEX "notifications_inboundmail_meeting_id_99ed4b34" ON "notifications_inboundmail" ("meeting_id");
CREATE INDEX "notifications_deliveryattempt_message_id_1218c8a5" ON "notifications_deliveryattempt" ("message_id");
CREATE INDEX "notifications_told_calendar_object_id_3e3e57c7" ON "notifications_told" ("calendar_object_id");
CREATE INDEX "notifications_told_invitation_id_9d62f867" ON "notifications_told" ("invitation_id");
CREATE INDEX "notifications_told_seat_id_5403cb94" ON "notifications_told" ("seat_id");
CREATE UNIQUE INDEX "one_live_calendar_object" ON "notifications_calendarobject" ("meeting_id") WHERE ("ended_at" IS NULL AND "meeting_id" IS NOT NULL);
CREATE UNIQUE INDEX "one_calendar_object_per_series" ON "notifications_calendarobject" ("series_id") WHERE "series_id" IS NOT NULL;
CREATE INDEX "notifications_calendarobject_meeting_id_66c8d184" ON "notifications_calendarobject" ("meeting_id");
CREATE INDEX "notifications_calendarobject_series_id_f24ab9b5" ON "notifications_calendarobject" ("series_id");
CREATE INDEX "notifications_relaysender_relay_id_d82b308a" ON "notifications_relaysender" ("relay_id");
CREATE UNIQUE INDEX "feed_once_per_subject" ON "notifications_calendarfeed" ("person_id", (COALESCE("forum_id", 0)), (COALESCE("area_id", 0)));
CREATE INDEX "notifications_calendarfeed_area_id_4d0d0fd0" ON "notifications_calendarfeed" ("area_id");
CREATE INDEX "notifications_calendarfeed_forum_id_c17f300a" ON "notifications_calendarfeed" ("forum_id");
CREATE INDEX "notifications_calendarfeed_person_id_5c11f1c1" ON "notifications_calendarfeed" ("person_id");
CREATE INDEX "notifications_inboundmail_series_id_14eab6dc" ON "notifications_inboundmail" ("series_id");
CREATE UNIQUE INDEX "notice_once_per_invitation" ON "notifications_notice" ("kind", "meeting_id", "invitation_id", "occurrence") WHERE "invitation_id" IS NOT NULL;
CREATE UNIQUE INDEX "notice_once_per_person" ON "notifications_notice" ("kind", "meeting_id", "person_id", "occurrence") WHERE "person_id" IS NOT NULL;
CREATE UNIQUE INDEX "notice_once_to_all" ON "notifications_notice" ("kind", "meeting_id", "occurrence") WHERE ("invitation_id" IS NULL AND "person_id" IS NULL);
CREATE INDEX "notifications_notice_invitation_id_9f086fa8" ON "notifications_notice" ("invitation_id");
CREATE INDEX "notifications_notice_meeting_id_9e7b135f" ON "notifications_notice" ("meeting_id");
CREATE INDEX "notifications_notice_person_id_d7ad3aad" ON "notifications_notice" ("person_id");
CREATE INDEX "notice_due" ON "notifications_notice" ("due_at") WHERE "settled_at" IS NULL;
CREATE UNIQUE INDEX "outbox_once_per_told_version" ON "notifications_outboxmessage" ("told_id", "counter") WHERE "told_id" IS NOT NULL;
CREATE UNIQUE INDEX "one_in_flight_per_address" ON "notifications_outboxmessage" ("told_id") WHERE ("state" = 'sending' AND "told_id" IS NOT NULL);
CREATE INDEX "notifications_outboxmessage_federation_id_b5179448" ON "notifications_outboxmessage" ("federation_id");
CREATE INDEX "notifications_outboxmessage_invitation_id_572f8f68" ON "notifications_outboxmessage" ("invitation_id");
CREATE INDEX "notifications_outboxmessage_meeting_id_41b20b08" ON "notifications_outboxmessage" ("meeting_id");
CREATE INDEX "notifications_outboxmessage_series_id_4bc26c32" ON "notifications_outboxmessage" ("series_id");
CREATE INDEX "outbox_open" ON "notifications_outboxmessage" ("federation_id", "next_at") WHERE "state" IN ('queued', 'sending');
CREATE INDEX "django_session_expire_date_a5c62663" ON "django_session" ("expire_date");
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('django_migrations',45);
INSERT INTO "sqlite_sequence" VALUES('django_content_type',58);
INSERT INTO "sqlite_sequence" VALUES('auth_permission',232);
INSERT INTO "sqlite_sequence" VALUES('auth_group',0);
INSERT INTO "sqlite_sequence" VALUES('forums_area',3);
INSERT INTO "sqlite_sequence" VALUES('forums_forumplan',1);
INSERT INTO "sqlite_sequence" VALUES('forums_meetingtemplate',5);
INSERT INTO "sqlite_sequence" VALUES('forums_openmeetingplan',0);
INSERT INTO "sqlite_sequence" VALUES('forums_agreement',1);
INSERT INTO "sqlite_sequence" VALUES('forums_partykind',5);
INSERT INTO "sqlite_sequence" VALUES('forums_party',5);
INSERT INTO "sqlite_sequence" VALUES('forums_partyrule',0);
INSERT INTO "sqlite_sequence" VALUES('forums_role',4);
INSERT INTO "sqlite_sequence" VALUES('forums_signature',0);
INSERT INTO "sqlite_sequence" VALUES('forums_placement',7);
INSERT INTO "sqlite_sequence" VALUES('forums_membership',5);
INSERT INTO "sqlite_sequence" VALUES('forums_contactpoint',0);
INSERT INTO "sqlite_sequence" VALUES('forums_forum',1);
INSERT INTO "sqlite_sequence" VALUES('forums_person',10);
INSERT INTO "sqlite_sequence" VALUES('forums_unit',7);
INSERT INTO "sqlite_sequence" VALUES('booking_closedhalfyear',0);
INSERT INTO "sqlite_sequence" VALUES('booking_partypresence',3);
INSERT INTO "sqlite_sequence" VALUES('booking_requestkey',0);
INSERT INTO "sqlite_sequence" VALUES('booking_seriesseat',5);
INSERT INTO "sqlite_sequence" VALUES('booking_busytime',0);
INSERT INTO "sqlite_sequence" VALUES('booking_counterproposal',0);
INSERT INTO "sqlite_sequence" VALUES('booking_delegation',0);
INSERT INTO "sqlite_sequence" VALUES('notifications_told',16);
INSERT INTO "sqlite_sequence" VALUES('notifications_relaysender',4);
INSERT INTO "sqlite_sequence" VALUES('notifications_notice',24);
INSERT INTO "sqlite_sequence" VALUES('forums_federation',2);
INSERT INTO "sqlite_sequence" VALUES('forums_unit_areas',11);
INSERT INTO "sqlite_sequence" VALUES('forums_agreement_parties',4);
INSERT INTO "sqlite_sequence" VALUES('booking_meetingevent',19);
INSERT INTO "sqlite_sequence" VALUES('booking_consent_parties',6);
INSERT INTO "sqlite_sequence" VALUES('booking_consent_units',2);
INSERT INTO "sqlite_sequence" VALUES('booking_dirtybucket',20);
INSERT INTO "sqlite_sequence" VALUES('notifications_relay',1);
INSERT INTO "sqlite_sequence" VALUES('booking_outcome',1);
INSERT INTO "sqlite_sequence" VALUES('forums_loginmail',1);
COMMIT;
